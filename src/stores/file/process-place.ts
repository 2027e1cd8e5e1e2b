/**
 * Whether a process still runs. A pid means nothing outside of its PID namespace, and containers share volumes and host
 * names, so it is only asked of a process that ran in the place where this one runs.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

let place: string | undefined;

/** @internal Returns the start of the kernel, the PID namespace and the host; undefined where Linux does not tell them. */
export function processPlace(): string | undefined {
  try {
    place ??= [
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      readlinkSync('/proc/self/ns/pid'),
      hostname(),
    ].join(' ');
  } catch {
    // Not Linux, or without /proc.
  }
  return place;
}

/** @internal True only when it is certain that the process is gone. */
export function isGone(holder: { readonly pid: number; readonly place?: string | undefined }): boolean {
  if (holder.place === undefined || holder.place !== processPlace()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    // With EPERM it runs, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
