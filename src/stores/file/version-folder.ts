/**
 * A value as a folder of numbered versions, each a file that is never changed. `link(2)`, which fails when the name
 * exists, decides which process made a version. So compare-and-set is atomic without a lock that a crash could leave
 * behind, and a process that was paused for a minute cannot overwrite what others wrote since.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, stat, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** @internal */
export interface Version {
  readonly number: number;
  /** Undefined when the value was removed; empty when the version was damaged. */
  readonly value: string | undefined;
}

// Content of a version that says that the value was removed; any other begins with "=".
const REMOVED = '-';
// So many superseded versions keep their names, so that a process that was paused does not use a number twice.
const KEPT_NAMES = 16;
const DRAFT_LIFETIME_MS = 60_000;
// A version that is empty this often, and still the newest, was not superseded: it is damaged.
const LOOKS = 10;

/** @internal */
export async function newestVersion(folder: string): Promise<Version> {
  for (let look = 1; ; look++) {
    const number = Math.max(0, ...(await versionNumbers(folder)));
    if (number === 0) return { number, value: undefined };
    const content = await readFile(join(folder, String(number)), 'utf8').catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return '';
      throw error;
    });
    // An empty or missing file was superseded meanwhile, or else damaged.
    if (content !== '' || look === LOOKS) return { number, value: content === REMOVED ? undefined : content.slice(1) };
  }
}

/**
 * Writes the version after `number`.
 *
 * @returns false when another process did
 * @internal
 */
export async function appendVersion(folder: string, number: number, value: string | undefined): Promise<boolean> {
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
  const others = await versionNumbers(folder);
  // The number was free only because it had been used and cleared away long ago: this write came far too late.
  const isLate = others.some((other) => other > mine + KEPT_NAMES);
  if (isLate) await unlink(join(folder, String(mine))).catch(() => {});
  else await clear(folder, others, mine);
  return !isLate;
}

/** Forgets what superseded versions held, the names of the oldest, and drafts of processes that died over them. */
async function clear(folder: string, others: readonly number[], newest: number): Promise<void> {
  const forget = (number: number) => {
    const path = join(folder, String(number));
    return number < newest - KEPT_NAMES ? unlink(path) : truncate(path);
  };
  const forgetDraft = async (name: string) => {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < Date.now() - DRAFT_LIFETIME_MS) await unlink(path);
  };
  const drafts = (await readdir(folder)).filter((name) => name.startsWith('.'));
  const superseded = others.filter((number) => number < newest);
  // Another process that clears away may be faster.
  await Promise.allSettled([...superseded.map(forget), ...drafts.map(forgetDraft)]);
}

async function versionNumbers(folder: string): Promise<number[]> {
  try {
    return (await readdir(folder)).map(Number).filter((number) => number > 0);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
