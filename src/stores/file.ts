/**
 * A token store in a directory, for several processes on one machine.
 *
 * @packageDocumentation
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ConfigurationError } from '../errors.js';
import { isGone, processPlace } from './file/process-place.js';
import { appendVersion, newestVersion } from './file/version-folder.js';
import { Stillness, withLease } from './lease.js';
import type { TokenStore } from './token-store.js';

/** The process that has a lease. */
interface Holder {
  readonly owner: string;
  readonly pid: number;
  readonly place?: string | undefined;
}

const LEASE_MS = 15_000;

/**
 * Keeps sealed values in `directory`, which must be on a local disk. Only the owner of the files can read them.
 *
 * @example
 * const tokenStore = new FileTokenStore('/var/lib/bot/zendesk');
 */
export class FileTokenStore implements TokenStore {
  readonly #directory: string;

  /**
   * @param directory is created when it does not exist
   * @throws ConfigurationError when it is not a path
   */
  constructor(directory: string) {
    if (typeof directory !== 'string' || directory.trim() === '') {
      throw new ConfigurationError({ option: 'directory', problem: 'must be the path of a directory' });
    }
    this.#directory = directory;
  }

  async get(key: string): Promise<string | undefined> {
    return (await newestVersion(this.#folder('value', key))).value;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    const folder = this.#folder('value', key);
    const { number, value } = await newestVersion(folder);
    return value === expected && appendVersion(folder, number, next);
  }

  /**
   * A lease, made of the same compare-and-set. Its holder writes a new version every five seconds. A process that waits
   * takes it at once when it can tell that the holder is gone, and else when it saw no new version for 15 seconds. No
   * clock of a holder counts, so none that is wrong or jumps frees a lease.
   */
  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const folder = this.#folder('lock', key);
    const stillness = new Stillness(LEASE_MS);
    const change = async (owner: string, next: string | undefined): Promise<boolean> => {
      const { number, value } = await newestVersion(folder);
      return readHolder(value)?.owner === owner && appendVersion(folder, number, next);
    };
    const holder = (owner: string) =>
      JSON.stringify({ owner, pid: process.pid, place: processPlace() } satisfies Holder);
    const lease = {
      acquire: async (owner: string) => {
        const { number, value } = await newestVersion(folder);
        const current = readHolder(value);
        const isFree = value === undefined || (current !== undefined && isGone(current)) || stillness.hasLasted(number);
        return isFree && appendVersion(folder, number, holder(owner));
      },
      renew: (owner: string) => change(owner, holder(owner)),
      release: (owner: string) => change(owner, undefined),
    };
    return withLease(lease, LEASE_MS, task);
  }

  /** Keys may hold anything, file names may not. */
  #folder(kind: 'value' | 'lock', key: string): string {
    return join(this.#directory, createHash('sha256').update(`${kind} ${key}`).digest('hex'));
  }
}

/** Undefined for a version that was damaged: its holder is unknown. */
function readHolder(value: string | undefined): Holder | undefined {
  if (value === undefined) return undefined;
  try {
    const holder: unknown = JSON.parse(value);
    return typeof holder === 'object' && holder !== null ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}
