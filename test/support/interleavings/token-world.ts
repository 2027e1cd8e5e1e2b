/**
 * Processes that share one connection, one token store and one Zendesk. Whatever they do with these is a step, and
 * between two steps of a process any other process may take one, an answer may be lost, a lease may run out, or time may
 * pass. The processes run the code of the library; the store and Zendesk are as simple as their promises.
 */

import { disconnect } from '../../../src/connection/disconnect.js';
import { revokeGrant } from '../../../src/connection/revoke-grant.js';
import { ApiError, NetworkError } from '../../../src/errors.js';
import type { ConnectorEventDetail } from '../../../src/events.js';
import { Deadline } from '../../../src/http/deadline.js';
import type { Http, HttpRequest } from '../../../src/http/http.js';
import { AccessTokens } from '../../../src/oauth/access-tokens.js';
import { TokenEndpoint } from '../../../src/oauth/token-endpoint.js';
import { type ConnectionRecord, ConnectionRecords } from '../../../src/records/connection-records.js';
import type { Grant } from '../../../src/records/grant.js';
import type { Vault } from '../../../src/records/vault.js';
import type { TokenStore } from '../../../src/stores/token-store.js';
import { parseSubdomain } from '../../../src/subdomain.js';
import type { Choice, World } from './explore.js';
import { useTimeSource } from './virtual-time.js';

/** How often each disturbance may happen in one schedule. */
export interface Disturbances {
  /** The lease of the lock runs out under its holder, or the lock is deleted. */
  readonly lostLock?: number;
  /** Everything stands still for longer than a lease, or for longer than a refresh may take. */
  readonly pause?: number;
  /** Zendesk has rotated the tokens, or has not, and the connection breaks. */
  readonly lostAnswer?: number;
  /** A call of the store fails: before it has an effect, after it, or long before it. */
  readonly storeFailure?: number;
  /** A process dies. */
  readonly crash?: number;
}

export interface TokenWorldOptions extends Disturbances {
  readonly processes: readonly Work[];
  /** How many disturbances of all kinds together. */
  readonly atOnce: number;
  /** Whether Zendesk ends the whole grant when a refresh token comes a second time. */
  readonly revokesReused?: boolean;
  /** For a store that breaks its promise. */
  readonly blindWrites?: boolean;
}

export type Work = 'use' | 'disconnect' | 'connect';

interface Operation {
  readonly name: string;
  /** Absent: always. */
  isPossible?(): boolean;
  readonly outcomes: readonly Outcome[];
}

interface Outcome {
  readonly name: string;
  readonly disturbance?: keyof Disturbances;
  /** @returns what the process sees of it */
  take(): string;
}

const CONNECTION = 'bot';
const CLIENT = 'support_bot';
const SUBDOMAIN = parseSubdomain('acme');
const EPOCH = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
// Longer than a process waits for the save of another one.
const MOMENT_MS = 10_000;
// Longer than a lease, and longer than a process waits for the refresh of another one.
const PAUSE_MS = 31_000;

/** One grant at Zendesk, whose pairs of tokens are numbered. */
interface Family {
  /** The number of the pair that Zendesk honors. */
  living: number | undefined;
  /** Of the pairs after the first, which process was told of it. */
  readonly told: Map<number, Process>;
}

/** One run of one piece of work, on a machine of its own. */
export class Process {
  readonly name: string;
  readonly work: Work;
  readonly events: ConnectorEventDetail[] = [];
  operation: Operation | undefined;
  outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
  hasBegun = false;
  hasCrashed = false;
  readonly #timers = new Set<() => void>();
  readonly #seen: string[] = [];
  #ids = 0;

  constructor(name: string, work: Work) {
    this.name = name;
    this.work = work;
  }

  get isOver(): boolean {
    return this.outcome !== undefined || this.hasCrashed;
  }

  get isAsleep(): boolean {
    return !this.isOver && this.operation === undefined;
  }

  nextId(): string {
    return `${this.name}${++this.#ids}`;
  }

  /** @returns a function that stops it */
  addTimer(callback: () => void): () => void {
    this.#timers.add(callback);
    return () => this.#timers.delete(callback);
  }

  wake(): void {
    const [first, ...others] = this.#timers;
    if (first === undefined || others.length > 0)
      throw new Error(`${this.name} hangs with ${this.#timers.size} timers`);
    this.#timers.delete(first);
    first();
  }

  /** What a process has seen is all that its next steps depend on. */
  see(what: string): void {
    this.#seen.push(what);
    this.hasBegun = true;
  }

  hasJustSeen(what: string): boolean {
    return this.#seen.at(-1) === what;
  }

  fingerprint(): string {
    const now = this.isOver ? `over ${this.hasCrashed}` : (this.operation?.name ?? 'asleep');
    return `${this.#seen.join()} ${now}`;
  }
}

export class TokenWorld implements World {
  readonly processes: readonly Process[];
  readonly #options: TokenWorldOptions;
  readonly #used = { lostLock: 0, pause: 0, lostAnswer: 0, storeFailure: 0, crash: 0 };
  readonly #families = new Map<string, Family>();
  /** Writes that failed for who sent them, and that are still on their way. */
  readonly #lateWrites = new Set<() => void>();
  readonly tokenRequests: string[] = [];
  /** The pairs that Zendesk honored when it was told to delete them. */
  readonly revoked: string[] = [];
  #stored: string | undefined;
  #lockedBy: Process | undefined;
  #now = EPOCH;
  #active: Process;

  constructor(options: TokenWorldOptions) {
    this.#options = options;
    this.#families.set('first', { living: 0, told: new Map() });
    this.#stored = JSON.stringify({ record: { grant: grantOf('first', this.#now - HOUR) } });
    this.processes = options.processes.map((work, at) => new Process('abc'.charAt(at), work));
    const [first] = this.processes;
    if (first === undefined) throw new Error('There is no process');
    this.#active = first;
    useTimeSource(this);
    for (const process of this.processes) this.#begin(process);
  }

  get now(): number {
    return this.#now;
  }

  get active(): Process {
    return this.#active;
  }

  get record(): ConnectionRecord {
    return this.#stored === undefined ? {} : JSON.parse(this.#stored).record;
  }

  get disturbances(): number {
    return Object.values(this.#used).reduce((sum, number) => sum + number, 0);
  }

  hasHad(disturbance: keyof Disturbances): boolean {
    return this.#used[disturbance] > 0;
  }

  /** The refresh token that Zendesk honors, and whether a process that lives was told of it. */
  living(family: string): { readonly refreshToken: string; readonly isKnown: boolean } | undefined {
    const { living, told } = this.#family(family);
    if (living === undefined) return undefined;
    const isKnown = living === 0 || told.get(living)?.hasCrashed === false;
    return { refreshToken: tokenOf('refresh', family, living), isKnown };
  }

  choices(): readonly Choice[] {
    const steps = this.#steps();
    if (steps.length > 0) return [...steps, ...this.#disturbances()];
    // Only when all wait for a change, time passes by itself.
    if (!this.processes.some(({ isAsleep }) => isAsleep)) return [];
    return [{ name: 'time passes', take: () => this.#pass(MOMENT_MS) }, ...this.#disturbances()];
  }

  fingerprint(): string {
    const state = [
      this.#stored,
      this.#lockedBy?.name,
      this.#now,
      Object.values(this.#used),
      [...this.#families].map(([name, { living, told }]) => [name, living, [...told.keys()]]),
      this.#lateWrites.size,
      this.processes.map((process) => process.fingerprint()),
    ];
    return JSON.stringify(state);
  }

  /** Lets a process of its own use the connection when all is over, undisturbed. */
  async useAfterwards(): Promise<NonNullable<Process['outcome']>> {
    const heir = new Process('h', 'use');
    this.#now += HOUR;
    this.#begin(heir);
    for (let step = 0; step < 100; step++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (heir.outcome !== undefined) return heir.outcome;
      if (heir.isAsleep) {
        this.#pass(MOMENT_MS);
        this.#wake(heir);
      } else {
        this.#take(heir, heir.operation?.outcomes[0]);
      }
    }
    throw new Error('The process that comes after all others hangs');
  }

  // ── What can happen

  #steps(): Choice[] {
    const choices: Choice[] = [];
    for (const [at, process] of this.processes.entries()) {
      // All processes are alike, so that it does not matter which of them is the first.
      const isItsTurn =
        this.#options.processes[at] !== this.#options.processes[at - 1] || this.processes[at - 1]?.hasBegun;
      const { operation } = process;
      if (process.isOver || operation === undefined || !isItsTurn || operation.isPossible?.() === false) continue;
      for (const outcome of operation.outcomes) {
        if (!this.#mayHappen(outcome.disturbance)) continue;
        choices.push({ name: `${process.name} ${outcome.name}`, take: () => this.#take(process, outcome) });
      }
    }
    for (const process of this.processes) {
      // To look once more at what it has just seen would change nothing.
      if (!process.isAsleep || process.hasJustSeen(this.#at(`get ${JSON.stringify(this.#stored)}`))) continue;
      choices.push({ name: `${process.name} goes on`, take: () => this.#wake(process) });
    }
    for (const write of this.#lateWrites) choices.push({ name: 'the late write arrives', take: write });
    if (this.#lockedBy?.hasCrashed) choices.push({ name: 'the lease ends', take: () => this.#unlock() });
    return choices;
  }

  #disturbances(): Choice[] {
    const choices: Choice[] = [];
    const begun = this.processes.filter(({ hasBegun, isOver }) => hasBegun && !isOver);
    if (this.#lockedBy !== undefined && this.#mayHappen('lostLock')) {
      choices.push({ name: 'the lock is lost', take: () => this.#disturb('lostLock', () => this.#unlock()) });
    }
    // Until a refresh is announced, time changes nothing.
    if (this.#stored?.includes('"refresh":') && this.#mayHappen('pause')) {
      const pause = () => {
        this.#pass(PAUSE_MS);
        // No process has renewed it.
        this.#unlock();
      };
      choices.push({ name: 'all stand still', take: () => this.#disturb('pause', pause) });
    }
    if (this.#mayHappen('crash')) {
      for (const process of begun) {
        const crash = () => {
          process.hasCrashed = true;
        };
        choices.push({ name: `${process.name} dies`, take: () => this.#disturb('crash', crash) });
      }
    }
    return choices;
  }

  #mayHappen(disturbance: keyof Disturbances | undefined): boolean {
    if (disturbance === undefined) return true;
    return this.disturbances < this.#options.atOnce && this.#used[disturbance] < (this.#options[disturbance] ?? 0);
  }

  #disturb(disturbance: keyof Disturbances, happen: () => void): void {
    this.#used[disturbance]++;
    happen();
  }

  #take(process: Process, outcome: Outcome | undefined): void {
    if (outcome === undefined) throw new Error(`${process.name} has nothing to do`);
    this.#active = process;
    process.operation = undefined;
    if (outcome.disturbance !== undefined) this.#used[outcome.disturbance]++;
    process.see(this.#at(outcome.take()));
  }

  #at(what: string): string {
    return `${what} at ${this.#now - EPOCH}`;
  }

  #wake(process: Process): void {
    this.#active = process;
    process.wake();
  }

  #pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  #unlock(): void {
    this.#lockedBy = undefined;
  }

  // ── What the processes do

  #begin(process: Process): void {
    this.#active = process;
    this.#run(process).then(
      (value) => {
        process.outcome = { value };
      },
      (error: unknown) => {
        process.outcome = { error };
      },
    );
  }

  async #run(process: Process): Promise<unknown> {
    const store = this.#storeOf(process);
    const records = new ConnectionRecords(store, vaultOf(process));
    const http = { send: (request: HttpRequest<never>) => this.#send(process, request) } as unknown as Http;
    const tokenEndpoint = new TokenEndpoint(http, {
      clientId: CLIENT,
      clientSecret: undefined,
      redirectUri: 'https://bot.example/callback',
      scope: ['read'],
      accessTokenLifetime: 1800,
      refreshTokenLifetime: 86_400,
    });
    const emit = (_: unknown, event: ConnectorEventDetail) => process.events.push(event);
    const parts = { clientId: CLIENT, records, tokenEndpoint, emit, keep: <T>(promise: Promise<T>) => promise };
    switch (process.work) {
      case 'use':
        return new AccessTokens(store, parts).current(CONNECTION, new Deadline(HOUR));
      case 'disconnect':
        return disconnect(CONNECTION, parts);
      case 'connect': {
        // As a callback ends: the code was exchanged, the grant is stored, the tokens of the old one are revoked.
        this.#families.set('second', { living: 0, told: new Map() });
        let replaced: ConnectionRecord['grant'];
        await records.update(CONNECTION, (record) => {
          replaced = record.grant;
          return { ...record, grant: grantOf('second', this.#now + HOUR) };
        });
        return replaced?.state === 'active' ? revokeGrant(tokenEndpoint, replaced) : undefined;
      }
    }
  }

  #storeOf(process: Process): TokenStore {
    return {
      get: () =>
        this.#perform<string | undefined>(process, 'get', (settle) => [
          { name: 'reads', take: () => settle.with(this.#stored) },
          {
            name: 'cannot read',
            disturbance: 'storeFailure',
            take: () => settle.failing(new Error('the store is away')),
          },
        ]),
      compareAndSet: (_, expected, next) =>
        this.#perform<boolean>(process, 'compareAndSet', (settle) => {
          const write = () => {
            const isExpected = this.#options.blindWrites === true || this.#stored === expected;
            if (isExpected) this.#stored = next;
            return isExpected;
          };
          const fail = () => settle.failing(new Error('the store is away'));
          const writeLate = () => {
            const late = () => {
              this.#lateWrites.delete(late);
              write();
            };
            this.#lateWrites.add(late);
            return fail();
          };
          const writeUnseen = () => {
            write();
            return fail();
          };
          return [
            { name: 'writes', take: () => settle.with(write()) },
            { name: 'cannot write', disturbance: 'storeFailure', take: fail },
            { name: 'writes without an answer', disturbance: 'storeFailure', take: writeUnseen },
            { name: 'writes late', disturbance: 'storeFailure', take: writeLate },
          ];
        }),
      lock: async (_, task) => {
        await this.#perform<void>(
          process,
          'lock',
          (settle) => [
            {
              name: 'locks',
              take: () => {
                this.#lockedBy = process;
                return settle.with(undefined);
              },
            },
            {
              name: 'cannot lock',
              disturbance: 'storeFailure',
              take: () => settle.failing(new Error('the store is away')),
            },
          ],
          () => this.#lockedBy === undefined,
        );
        try {
          return await task();
        } finally {
          if (this.#lockedBy === process) this.#unlock();
        }
      },
    };
  }

  async #send(process: Process, { method, path, body, authorize }: HttpRequest<never>): Promise<unknown> {
    const deliver = (settle: Settle<unknown>, answer: () => Answer) => () => {
      const { status, body } = answer();
      if (status < 400) return settle.with({ body });
      return settle.failing(new ApiError({ message: `${status}`, zendeskStatus: status, body }));
    };
    const lose = (settle: Settle<unknown>, before: () => void) => () => {
      before();
      return settle.failing(new NetworkError({ timedOut: false, ambiguous: true }));
    };
    if (path === '/oauth/tokens') {
      const { refresh_token: refreshToken = '' } = body as { refresh_token?: string };
      return this.#perform<unknown>(process, 'refresh', (settle) => [
        { name: 'refreshes', take: deliver(settle, () => this.#refresh(refreshToken, process)) },
        {
          name: 'refreshes without an answer',
          disturbance: 'lostAnswer',
          take: lose(settle, () => this.#refresh(refreshToken)),
        },
        { name: 'does not get through', disturbance: 'lostAnswer', take: lose(settle, () => {}) },
      ]);
    }
    let bearer = '';
    await authorize?.(SUBDOMAIN, async ({ authorization = '' }) => {
      bearer = authorization.slice('Bearer '.length);
      return new Response();
    });
    return this.#perform<unknown>(process, method, (settle) => [
      { name: `${method}s ${bearer}`, take: deliver(settle, () => this.#api(method, bearer)) },
    ]);
  }

  /** Has a process wait until one of the outcomes is chosen. */
  #perform<T>(
    process: Process,
    name: string,
    outcomes: (settle: Settle<T>) => readonly Outcome[],
    isPossible?: () => boolean,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle: Settle<T> = {
        with(value) {
          resolve(value);
          return `${name} ${JSON.stringify(value)}`;
        },
        failing(error) {
          reject(error);
          return `${name} ${error.message}`;
        },
      };
      if (process.operation !== undefined) throw new Error(`${process.name} does two things at once`);
      process.operation = { name, outcomes: outcomes(settle), ...(isPossible === undefined ? {} : { isPossible }) };
    });
  }

  // ── Zendesk

  #refresh(refreshToken: string, told?: Process): Answer {
    this.tokenRequests.push(refreshToken);
    const { family, number } = parseToken(refreshToken);
    const grant = this.#family(family);
    if (grant.living !== number) {
      if (this.#options.revokesReused) grant.living = undefined;
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    grant.living = number + 1;
    if (told !== undefined) grant.told.set(number + 1, told);
    return {
      status: 201,
      body: {
        access_token: tokenOf('access', family, number + 1),
        refresh_token: tokenOf('refresh', family, number + 1),
        expires_in: 1800,
        refresh_token_expires_in: 86_400,
        scope: 'read',
      },
    };
  }

  /** `GET` and `DELETE` of the token itself. The access token of the first pair has expired. */
  #api(method: string, accessToken: string): Answer {
    const { family, number } = parseToken(accessToken);
    const grant = this.#family(family);
    if (grant.living !== number || (family === 'first' && number === 0))
      return { status: 401, body: { error: 'invalid_token' } };
    if (method === 'GET') return { status: 200, body: { token: { id: number + 1 } } };
    this.revoked.push(accessToken);
    grant.living = undefined;
    return { status: 204, body: {} };
  }

  #family(name: string): Family {
    const family = this.#families.get(name);
    if (family === undefined) throw new Error(`There is no grant ${name}`);
    return family;
  }
}

interface Settle<T> {
  with(value: T): string;
  failing(error: Error): string;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function tokenOf(kind: 'access' | 'refresh', family: string, number: number): string {
  return `${kind}.${family}.${number}`;
}

function parseToken(token: string): { readonly family: string; readonly number: number } {
  const [, family = '', number] = token.split('.');
  return { family, number: Number(number) };
}

function grantOf(family: string, expiresAt: number): Grant {
  return {
    state: 'active',
    id: family,
    clientId: CLIENT,
    subdomain: SUBDOMAIN,
    connectedAt: EPOCH,
    rotation: 0,
    tokens: {
      accessToken: tokenOf('access', family, 0),
      refreshToken: tokenOf('refresh', family, 0),
      scope: ['read'],
      obtainedAt: EPOCH,
      expiresAt,
    },
  };
}

/** No value is sealed to the same text twice, as with a random initialization vector. */
function vaultOf(process: Process): Vault {
  return {
    fingerprint: '',
    seal: async (_, __, record) => JSON.stringify({ by: process.nextId(), record }),
    open: async (_, __, sealed) => JSON.parse(sealed).record,
  };
}
