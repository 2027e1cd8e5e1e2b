/**
 * Takes a store away for a while, in which its connections are cut as fast as they are made, and takes away its locks.
 */
import { createHash } from 'node:crypto';
import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { SharedPlace } from '../support/shared-store.ts';

export interface Outage {
  /** Resolves when the store is back. */
  strike(milliseconds: number): Promise<void>;
  /** Deletes the lock of a connection, as a failover to a replica does that has not got it yet. */
  loseLock(connectionId: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function prepareOutage(place: SharedPlace): Promise<Outage> {
  switch (place.kind) {
    case 'redis': {
      const admin = new Redis(place.url);
      const cut = async () => {
        const clients = String(await admin.client('LIST')).split('\n');
        const ids = clients
          .filter((line) => line.includes(` name=${place.prefix} `))
          .map((line) => /id=(\d+)/.exec(line)?.[1]);
        for (const id of ids) await admin.client('KILL', 'ID', Number(id));
      };
      return {
        strike: (milliseconds) => repeatedly(cut, milliseconds),
        loseLock: (connectionId) => admin.del(`${place.prefix}lock:${connectionId}`),
        close: async () => admin.disconnect(),
      };
    }
    case 'postgres': {
      const admin = new pg.Pool({ connectionString: place.url, max: 1 });
      const cut = () =>
        admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
          place.table,
        ]);
      return {
        strike: (milliseconds) => repeatedly(cut, milliseconds),
        loseLock: (connectionId) => admin.query(`DELETE FROM ${place.table} WHERE key = $1`, [`lock:${connectionId}`]),
        close: () => admin.end(),
      };
    }
    case 'file': {
      // The directory is reached by a link, which for a while leads to what is no directory: as when a disk is gone.
      const { directory } = place;
      const home = `${directory}-disk`;
      const nothing = `${directory}-gone`;
      await rename(directory, home);
      await symlink(home, directory);
      await writeFile(nothing, '');
      const lead = async (target: string) => {
        await symlink(target, `${directory}-next`);
        await rename(`${directory}-next`, directory);
      };
      return {
        async strike(milliseconds) {
          await lead(nothing);
          await sleep(milliseconds);
          await lead(home);
        },
        loseLock(connectionId) {
          const name = createHash('sha256').update(`lock ${connectionId}`).digest('hex');
          return rm(join(directory, name), { recursive: true, force: true });
        },
        close: async () => {},
      };
    }
    default:
      throw new Error(`It is not known how to cut off a ${place.kind} store`);
  }
}

async function repeatedly(cut: () => Promise<unknown>, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    await cut();
    await sleep(20);
  }
}
