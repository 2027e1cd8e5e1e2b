/**
 * Redis servers of a test's own: a cluster of three nodes, and a primary with a sentinel.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { freePorts } from './free-ports.js';

export const canStartRedis = await promisify(execFile)('redis-server', ['--version']).then(
  () => true,
  () => {
    if (process.env['CI']) throw new Error('redis-server is not installed');
    console.warn('redis-server is not installed: the tests of clusters and sentinels are skipped.');
    return false;
  },
);

export interface RedisServers {
  readonly ports: readonly number[];
  stop(): Promise<void>;
}

export async function startCluster(): Promise<RedisServers> {
  const nodes = await freePorts(3);
  const buses = await freePorts(3);
  const stop = await start(
    nodes.map((port, index) => [
      `port ${port}`,
      'cluster-enabled yes',
      `cluster-port ${buses[index]}`,
      `cluster-config-file ${port}.nodes`,
    ]),
  );
  const clients = nodes.map((port) => new Redis({ port }));
  const [first] = clients;
  const slots = [
    [0, 5_460],
    [5_461, 10_922],
    [10_923, 16_383],
  ];
  await Promise.all(clients.map((client, index) => client.call('CLUSTER', 'ADDSLOTSRANGE', ...(slots[index] ?? []))));
  for (const [index, port] of nodes.entries()) {
    await first?.call('CLUSTER', 'MEET', '127.0.0.1', port, buses[index] ?? 0);
  }
  await until(async () => {
    const states = await Promise.all(clients.map((client) => client.call('CLUSTER', 'INFO')));
    return states.every((state) => /cluster_state:ok.*known_nodes:3/s.test(String(state)));
  });
  for (const client of clients) client.disconnect();
  return { ports: nodes, stop };
}

/** The first port is that of the primary, which its sentinel at the second port calls "main". */
export async function startSentinel(): Promise<RedisServers> {
  const [primary = 0, sentinel = 0] = await freePorts(2);
  const stop = await start([[`port ${primary}`], [`port ${sentinel}`, `sentinel monitor main 127.0.0.1 ${primary} 1`]]);
  return { ports: [primary, sentinel], stop };
}

async function start(configurations: readonly (readonly string[])[]): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-servers-'));
  const processes: ChildProcess[] = [];
  for (const [index, lines] of configurations.entries()) {
    const file = join(directory, `${index}.conf`);
    await writeFile(file, [...lines, 'bind 127.0.0.1', `dir ${directory}`, 'save ""', ''].join('\n'));
    const isSentinel = lines.some((line) => line.startsWith('sentinel'));
    processes.push(spawn('redis-server', [file, ...(isSentinel ? ['--sentinel'] : [])], { stdio: 'ignore' }));
    const client = new Redis({ port: Number(lines[0]?.split(' ')[1]), retryStrategy: () => 50 });
    client.on('error', () => {});
    await client.ping();
    client.disconnect();
  }
  return async () => {
    for (const child of processes) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let waits = 0; !(await isSo()); waits++) {
    if (waits === 200) throw new Error('the servers did not get ready');
    await sleep(50);
  }
}
