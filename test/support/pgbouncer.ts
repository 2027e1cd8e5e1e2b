/**
 * A PgBouncer of a test's own, in front of the PostgreSQL of the tests.
 */
import { spawn } from 'node:child_process';
import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePorts } from './free-ports.js';
import { DATABASE_URL } from './shared-store.js';

const PROGRAM = process.env['PGBOUNCER_PATH'] ?? '/usr/sbin/pgbouncer';

export const hasPgBouncer = await access(PROGRAM).then(
  () => true,
  () => {
    if (process.env['CI']) throw new Error('PgBouncer is not installed');
    console.warn('PgBouncer is not installed: its tests are skipped.');
    return false;
  },
);

/** In transaction mode, with fewer connections to the server than clients. */
export async function startPgBouncer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { hostname, port, username, pathname } = new URL(DATABASE_URL);
  const directory = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
  const [listenPort = 0] = await freePorts(1);
  await chmod(directory, 0o777);
  await writeFile(
    join(directory, 'pgbouncer.ini'),
    `[databases]
* = host=${hostname} port=${port || 5432} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 100
ignore_startup_parameters = extra_float_digits
`,
  );
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn(PROGRAM, [...user, join(directory, 'pgbouncer.ini')], { stdio: 'ignore' });
  const url = `postgres://${username}@127.0.0.1:${listenPort}${pathname}`;
  for (let waits = 0; ; waits++) {
    const client = new pg.Client(url);
    const isReady = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => {});
    if (isReady) break;
    if (waits === 100) throw new Error('PgBouncer did not get ready');
    await sleep(50);
  }
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
