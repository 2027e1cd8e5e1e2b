/**
 * A token store in a directory, for several processes on one machine. The only file that imports `node:`.
 *
 * A value is a file that is never changed: each version of a key has a number, and `link(2)`, which fails when the name
 * exists, decides who made it. So compare-and-set is atomic without a lock that a crash could leave behind, and a
 * process that was paused for a minute cannot overwrite what others wrote since.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, stat, truncate, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { withLease } from './lease.js';
import type { TokenStore } from './token-store.js';

interface Version {
  readonly number: number;
  readonly value: string | undefined;
}

/** Who has a lease. */
interface Holder {
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  readonly expiresAt: number;
}

const LEASE_MS = 15_000;
// Content of a version that says that the value was removed; any other begins with "=".
const REMOVED = '-';
// So many superseded versions keep their names, so that a number is not used twice by a process that was paused.
const KEPT_NAMES = 16;
const DRAFT_LIFETIME = 60_000;

/** Keeps sealed values in `directory`, which must be on a local disk; files are readable by their owner only. */
export class FileTokenStore implements TokenStore {
  readonly #directory: string;

  /** @param directory is created when it does not exist */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#newest(this.#folder('value', key))).value;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    const folder = this.#folder('value', key);
    const current = await this.#newest(folder);
    return current.value === expected && this.#append(folder, current.number, next);
  }

  /**
   * A lease, made of the same compare-and-set. It is renewed while the task runs; it frees itself at once when its
   * process is gone, and after 15 seconds when that cannot be told.
   */
  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const folder = this.#folder('lock', key);
    const change = async (owner: string, next: Holder | undefined): Promise<boolean> => {
      const { number, value } = await this.#newest(folder);
      const isMine = value !== undefined && (JSON.parse(value) as Holder).owner === owner;
      return isMine && this.#append(folder, number, next && JSON.stringify(next));
    };
    const holder = (owner: string): Holder => ({
      owner,
      host: hostname(),
      pid: process.pid,
      expiresAt: Date.now() + LEASE_MS,
    });
    const lease = {
      acquire: async (owner: string) => {
        const { number, value } = await this.#newest(folder);
        const isFree = value === undefined || isOver(JSON.parse(value) as Holder);
        return isFree && this.#append(folder, number, JSON.stringify(holder(owner)));
      },
      renew: (owner: string) => change(owner, holder(owner)),
      release: (owner: string) => change(owner, undefined),
    };
    return withLease(lease, LEASE_MS, task);
  }

  async #newest(folder: string): Promise<Version> {
    for (;;) {
      const number = Math.max(0, ...(await versions(folder)));
      if (number === 0) return { number, value: undefined };
      const content = await readFile(join(folder, String(number)), 'utf8').catch((error: unknown) => {
        if (isCode(error, 'ENOENT')) return '';
        throw error;
      });
      // An empty or missing file has been superseded while we looked.
      if (content !== '') return { number, value: content === REMOVED ? undefined : content.slice(1) };
    }
  }

  /** Writes the version after `number`; false when somebody else has. */
  async #append(folder: string, number: number, value: string | undefined): Promise<boolean> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${randomUUID()}`);
    const mine = number + 1;
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(value === undefined ? REMOVED : `=${value}`);
        await file.sync();
      } finally {
        await file.close();
      }
      await link(draft, join(folder, String(mine)));
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await unlink(draft).catch(() => {});
    }
    const others = await versions(folder);
    // The number was free only because it had been used and cleared away long ago: this write came far too late.
    const isLate = others.some((other) => other > mine + KEPT_NAMES);
    if (isLate) await unlink(join(folder, String(mine))).catch(() => {});
    else await clear(folder, others, mine);
    return !isLate;
  }

  /** Keys may hold anything, file names may not. */
  #folder(kind: 'value' | 'lock', key: string): string {
    return join(this.#directory, createHash('sha256').update(`${kind} ${key}`).digest('hex'));
  }
}

/** Forgets what superseded versions held, the names of the oldest, and drafts of processes that died over them. */
async function clear(folder: string, others: readonly number[], newest: number): Promise<void> {
  const forget = (number: number) => {
    const path = join(folder, String(number));
    return number < newest - KEPT_NAMES ? unlink(path) : truncate(path);
  };
  const forgetDraft = async (name: string) => {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < Date.now() - DRAFT_LIFETIME) await unlink(path);
  };
  const drafts = (await readdir(folder)).filter((name) => name.startsWith('.'));
  const superseded = others.filter((number) => number < newest);
  // Whoever else is clearing away may be faster.
  await Promise.allSettled([...superseded.map(forget), ...drafts.map(forgetDraft)]);
}

async function versions(folder: string): Promise<number[]> {
  try {
    return (await readdir(folder)).map(Number).filter((number) => number > 0);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function isOver({ host, pid, expiresAt }: Holder): boolean {
  return expiresAt < Date.now() || (host === hostname() && !isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return !isCode(error, 'ESRCH');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
