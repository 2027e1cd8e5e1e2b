/**
 * What every resource of an account works with: its state, its clock, new ids, and who is told of changes.
 */
import type { AccountOptions, Quirks } from '../account-options.js';
import type { OAuthClientOptions } from '../oauth/oauth-record.js';
import type { TicketChange } from '../tickets/ticket-record.js';
import { notFound, timestamp } from './respond.js';
import { type AccountState, emptyState } from './state.js';

const DEFAULT_CLIENT: OAuthClientOptions = { clientId: 'support_bot', clientSecret: 'simulated-client-secret' };
const FIRST_ID = 7_000_001;

type Listed = Exclude<keyof AccountState, 'uploads' | 'webhooks' | 'job_statuses'>;

export class Store {
  readonly subdomain: string;
  readonly clients: readonly OAuthClientOptions[];
  readonly rateLimit: number;
  readonly endpointRateLimits: boolean;
  readonly accessTokenFormat: 'opaque' | 'jwt';
  readonly state: AccountState = emptyState();
  readonly quirks: Quirks = {
    omitExpiresIn: false,
    currentRevokeIsIgnored: false,
    revokeIsIgnored: false,
    customStatusesForbidden: false,
    usersAreNotSideloaded: false,
    sortIsIgnored: false,
    commentMetadataIsHidden: false,
    helpCenterRequiresSignIn: false,
    attachmentsArePrivate: false,
  };
  searchLagSeconds: number;
  readonly now: () => number;
  readonly #listeners = new Set<(change: TicketChange) => void>();
  #lastId = 0;

  constructor(options: AccountOptions, now: () => number) {
    this.subdomain = options.subdomain;
    this.clients = options.clients ?? [DEFAULT_CLIENT];
    this.rateLimit = options.rateLimit ?? 100_000;
    this.endpointRateLimits = options.endpointRateLimits ?? false;
    this.accessTokenFormat = options.accessTokenFormat ?? 'opaque';
    this.searchLagSeconds = options.searchLagSeconds ?? 0;
    this.now = now;
    for (const client of this.clients) checkAllowedScopes(client);
  }

  /** The time as Zendesk writes it. */
  timestamp(): string {
    return timestamp(this.now());
  }

  /** An id that no record of the account has, except for users and tickets, which have series of their own. */
  nextId(): number {
    if (this.#lastId === 0) {
      const { users: _, tickets: __, ...others } = this.state;
      const known = Object.values(others).flatMap((records) =>
        records.map((record) => Number('id' in record && record.id)),
      );
      this.#lastId = Math.max(FIRST_ID - 1, ...known.filter(Number.isSafeInteger));
    }
    return ++this.#lastId;
  }

  find<Name extends Listed>(list: Name, id: number | null | undefined): AccountState[Name][number] | undefined {
    const records: readonly AccountState[Name][number][] = this.state[list];
    return records.find((record) => record.id === id);
  }

  /** @throws ErrorAnswer 404 */
  get<Name extends Listed>(list: Name, id: number): AccountState[Name][number] {
    const record = this.find(list, id);
    if (record === undefined) throw notFound(`${list} ${id}`);
    return record;
  }

  /** @param path below /api/v2 */
  url(path: string): string {
    return `https://${this.subdomain}.zendesk.com/api/v2${path}`;
  }

  /** Calls back after each change of a ticket. Returns a function that stops it. */
  onTicketChange(listener: (change: TicketChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(change: TicketChange): void {
    for (const listener of [...this.#listeners]) listener({ ...change, ticket: { ...change.ticket } });
  }
}

/** Admin Center refuses such a list. */
function checkAllowedScopes({ clientId, allowedScopes = [] }: OAuthClientOptions): void {
  const narrower = allowedScopes.find((scope) => allowedScopes.includes(scope.split(':')[1] ?? ''));
  if (narrower === undefined) return;
  throw new Error(
    `The allowed scopes of ${clientId} hold ${narrower} and ${narrower.split(':')[1]}, which contains it. Zendesk refuses such a list.`,
  );
}
