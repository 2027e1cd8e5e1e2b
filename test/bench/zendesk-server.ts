/**
 * Starts the server process and leads every request for https://*.zendesk.com there, below an unmodified `fetch`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export interface ZendeskServer {
  readonly port: number;
  /** Connections that were opened, and requests that arrived. */
  counts(): Promise<{ readonly connections: number; readonly requests: number }>;
  stop(): void;
}

export async function startZendeskServer(latencyMs = 0): Promise<ZendeskServer> {
  const program = new URL('server-process.ts', import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, [program], {
    env: { ...process.env, LATENCY_MS: String(latencyMs) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('the server has no output');
  const [port] = await new Promise<readonly number[]>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) => resolve([Number(line)]));
  });
  if (port === undefined) throw new Error('the server did not start');
  return {
    port,
    counts: async () => (await fetch(`http://127.0.0.1:${port}/counts`)).json(),
    stop: () => child.kill(),
  };
}

type Connect = (
  options: { readonly hostname: string; readonly port: string },
  done: (e: null, s: unknown) => void,
) => void;

/** The Agent of Node's own `fetch`, with plain sockets to this port in place of TLS to Zendesk. */
export function leadZendeskTo(port: number): void {
  // Node makes its Agent when something touches `fetch`.
  void globalThis.Request;
  const key = Symbol.for('undici.globalDispatcher.1');
  const holder = globalThis as unknown as Record<symbol, object>;
  const Agent = holder[key]?.constructor as new (options: { connect: Connect; allowH2: boolean }) => object;
  holder[key] = new Agent({
    allowH2: false,
    connect({ hostname, port: asked }, done) {
      const isZendesk = hostname.endsWith('.zendesk.com');
      const socket = connect(isZendesk ? { host: '127.0.0.1', port } : { host: hostname, port: Number(asked) });
      socket.setNoDelay(true);
      socket.once('connect', () => done(null, socket));
      socket.once('error', (error) => (done as (e: unknown, s: unknown) => void)(error, null));
    },
  });
}
