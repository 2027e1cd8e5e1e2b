/**
 * One simulated Zendesk account: its people, tickets and tokens, and what a test may do to them.
 */
import { timestamp } from './respond.js';
import {
  type AccountOptions,
  type CustomStatusOptions,
  DEFAULT_CLIENT,
  type OAuthClientOptions,
  type Quirks,
  type SimulatedAudit,
  type SimulatedComment,
  type SimulatedStatus,
  type SimulatedTicket,
  type SimulatedToken,
  type SimulatedUser,
  type SimulatedWebhook,
  type TicketChange,
} from './types.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const DEFAULT_STATUSES: readonly CustomStatusOptions[] = [
  { category: 'new', agentLabel: 'New', endUserLabel: 'Open' },
  { category: 'open', agentLabel: 'Open', endUserLabel: 'Open' },
  { category: 'pending', agentLabel: 'Pending', endUserLabel: 'Awaiting your reply' },
  { category: 'hold', agentLabel: 'On-hold', endUserLabel: 'Open' },
  { category: 'solved', agentLabel: 'Solved', endUserLabel: 'Solved' },
];

const FIRST_USER_ID = 1_900_000_000_001;
const FIRST_STATUS_ID = 4_100_001;

/** One account, as a test sees it. Everything that an API call changes shows here, and the other way round. */
export class SimulatedAccount {
  readonly subdomain: string;
  readonly clients: readonly OAuthClientOptions[];
  readonly rateLimit: number;
  readonly accessTokenFormat: 'opaque' | 'jwt';
  /** The user who approves unless another is named. */
  readonly admin: SimulatedUser;
  readonly quirks: Quirks = {
    omitExpiresIn: false,
    currentRevokeIsIgnored: false,
    revokeIsIgnored: false,
    customStatusesForbidden: false,
    usersAreNotSideloaded: false,
    sortIsIgnored: false,
    commentMetadataIsHidden: false,
  };
  /** Seconds by which search runs behind. */
  searchLagSeconds: number;
  readonly #now: () => number;
  readonly #users: Mutable<SimulatedUser>[] = [];
  readonly #tickets: Mutable<SimulatedTicket>[] = [];
  readonly #comments = new Map<number, SimulatedComment[]>();
  readonly #audits = new Map<number, SimulatedAudit[]>();
  readonly #tokens: Mutable<SimulatedToken>[] = [];
  readonly #statuses: SimulatedStatus[] = [];
  readonly #webhooks: Mutable<SimulatedWebhook>[] = [];
  readonly #listeners = new Set<(change: TicketChange) => void>();
  #lastId = 7_000_000;

  /** @internal */
  constructor(options: AccountOptions, now: () => number) {
    this.subdomain = options.subdomain;
    this.clients = options.clients ?? [DEFAULT_CLIENT];
    this.rateLimit = options.rateLimit ?? 100_000;
    this.accessTokenFormat = options.accessTokenFormat ?? 'opaque';
    this.searchLagSeconds = options.searchLagSeconds ?? 0;
    this.#now = now;
    for (const status of DEFAULT_STATUSES) this.#addStatus(status, true);
    for (const status of options.customStatuses ?? []) this.#addStatus(status, false);
    this.admin = this.addUser({ name: 'Ada Admin', email: `ada@${options.subdomain}.example`, role: 'admin' });
  }

  /** Everybody, in the order in which they were added. */
  get users(): readonly SimulatedUser[] {
    return this.#users;
  }

  /** All tickets, oldest first. */
  get tickets(): readonly SimulatedTicket[] {
    return this.#tickets;
  }

  /** All tokens that were ever issued, oldest first. */
  get tokens(): readonly SimulatedToken[] {
    return this.#tokens;
  }

  /** The default statuses and the custom ones. */
  get statuses(): readonly SimulatedStatus[] {
    return this.#statuses;
  }

  /** The webhooks that were created through the API. */
  get webhooks(): readonly SimulatedWebhook[] {
    return this.#webhooks;
  }

  /** Adds a person; an end user unless said otherwise. */
  addUser(user: {
    readonly name: string;
    readonly email: string;
    readonly role?: SimulatedUser['role'];
    readonly alias?: string;
    readonly suspended?: boolean;
    readonly identities?: readonly string[];
  }): SimulatedUser {
    const { name, email, role = 'end-user', alias, suspended = false, identities = [] } = user;
    const added = {
      id: FIRST_USER_ID + this.#users.length,
      name,
      email,
      role,
      ...(alias === undefined ? {} : { alias }),
      suspended,
      identities,
      createdAt: this.#now(),
    };
    this.#users.push(added);
    return added;
  }

  /** A suspended user can neither log in nor be a requester. */
  suspendUser(id: number): void {
    const user = this.#users.find((user) => user.id === id);
    if (user !== undefined) user.suspended = true;
  }

  /** Who goes by this address, as their first or as another one. */
  userByEmail(email: string): SimulatedUser | undefined {
    const folded = email.toLowerCase();
    return this.#users.find((user) => [user.email, ...user.identities].some((own) => own.toLowerCase() === folded));
  }

  /** Adds a status of the account's own. */
  addCustomStatus(status: CustomStatusOptions): SimulatedStatus {
    return this.#addStatus(status, false);
  }

  /** Files a ticket, with its first comment. */
  addTicket(ticket: {
    readonly subject: string;
    readonly body?: string;
    readonly requester: SimulatedUser | number;
    readonly submitter?: SimulatedUser | number;
    readonly status?: string;
    readonly priority?: string | null;
    readonly tags?: readonly string[];
    readonly externalId?: string | null;
    readonly customFields?: SimulatedTicket['customFields'];
    readonly brandId?: number | null;
    readonly groupId?: number | null;
    readonly ticketFormId?: number | null;
    readonly customStatusId?: number;
    /** Milliseconds since the epoch. */
    readonly createdAt?: number;
    /** Milliseconds since the epoch. */
    readonly updatedAt?: number;
  }): SimulatedTicket {
    const { subject, body = subject, status = 'new', createdAt = this.#now(), updatedAt = createdAt } = ticket;
    const requesterId = idOf(ticket.requester);
    const added: Mutable<SimulatedTicket> = {
      id: this.#tickets.length + 1,
      subject,
      description: body,
      status,
      customStatusId: ticket.customStatusId ?? this.#defaultStatusId(status),
      priority: ticket.priority ?? null,
      requesterId,
      submitterId: ticket.submitter === undefined ? requesterId : idOf(ticket.submitter),
      assigneeId: null,
      tags: ticket.tags ?? [],
      externalId: ticket.externalId ?? null,
      customFields: ticket.customFields ?? [],
      brandId: ticket.brandId ?? null,
      groupId: ticket.groupId ?? null,
      ticketFormId: ticket.ticketFormId ?? null,
      createdAt,
      updatedAt,
    };
    this.#tickets.push(added);
    const comment = this.#record(added.id, requesterId, createdAt, { body, isPublic: true }, [
      { type: 'Create', field_name: 'subject', value: subject },
    ]);
    this.#tell({ ticket: added, actorId: added.submitterId, isNew: true, ...(comment && { comment }) });
    return added;
  }

  /** An answer, or an internal note; may change the status with the same update. */
  addComment(
    ticketId: number,
    comment: {
      readonly author: SimulatedUser | number;
      readonly body: string;
      readonly public?: boolean;
      readonly status?: string;
      readonly customStatusId?: number;
      /** Who writes it in the author's name. @defaultValue the author */
      readonly actor?: SimulatedUser | number;
      readonly metadata?: Readonly<Record<string, unknown>>;
    },
  ): void {
    const { author, actor = author, body, public: isPublic = true, metadata = {}, ...changes } = comment;
    this.#update(ticketId, idOf(author), changes, { body, isPublic, metadata }, idOf(actor));
  }

  /** A change without a comment, by a person or by a rule of the system. */
  updateTicket(
    ticketId: number,
    changes: {
      readonly author?: SimulatedUser | number | 'system';
      readonly status?: string;
      readonly customStatusId?: number;
      readonly subject?: string;
      readonly assignee?: SimulatedUser;
      readonly requester?: SimulatedUser;
    },
  ): void {
    const { author = 'system', ...rest } = changes;
    this.#update(ticketId, author === 'system' ? -1 : idOf(author), rest);
  }

  /** The comments of a ticket, oldest first. */
  comments(ticketId: number): readonly SimulatedComment[] {
    return this.#comments.get(ticketId) ?? [];
  }

  /** The audits of a ticket, oldest first. */
  audits(ticketId: number): readonly SimulatedAudit[] {
    return this.#audits.get(ticketId) ?? [];
  }

  /** All access tokens have reached their end; refresh tokens still work. */
  expireAccessTokens(): void {
    for (const token of this.#tokens)
      token.expiresAt = Math.min(token.expiresAt ?? Number.POSITIVE_INFINITY, this.#now());
  }

  /** As an admin does it: access and refresh tokens are dead. */
  revokeTokens(): void {
    for (const token of this.#tokens) token.revokedAt ??= this.#now();
  }

  /** As an admin does it: whoever knows the old secret can sign nothing any more. */
  resetSigningSecret(webhookId: string): void {
    const webhook = this.#webhooks.find(({ id }) => id === webhookId);
    if (webhook !== undefined) webhook.secret = randomSecret();
  }

  /** As an admin does it, or Zendesk itself when an endpoint keeps failing. */
  deactivateWebhook(webhookId: string): void {
    const webhook = this.#webhooks.find(({ id }) => id === webhookId);
    if (webhook !== undefined) webhook.status = 'inactive';
  }

  /** @internal */
  addWebhook(webhook: Pick<SimulatedWebhook, 'name' | 'endpoint' | 'status' | 'subscriptions'>): SimulatedWebhook {
    const id = `01SIM${String(this.#nextId()).padStart(21, '0')}`;
    const added = { id, ...webhook, secret: randomSecret(), createdAt: this.#now() };
    this.#webhooks.push(added);
    return added;
  }

  /** @internal */
  removeWebhook(webhookId: string): void {
    const at = this.#webhooks.findIndex(({ id }) => id === webhookId);
    if (at >= 0) this.#webhooks.splice(at, 1);
  }

  /** @internal */
  onTicketChange(listener: (change: TicketChange) => void): void {
    this.#listeners.add(listener);
  }

  /** @internal */
  addToken(token: Omit<SimulatedToken, 'id' | 'createdAt' | 'revokedAt'>): SimulatedToken {
    const added = { id: this.#nextId(), createdAt: this.#now(), revokedAt: undefined, ...token };
    this.#tokens.push(added);
    return added;
  }

  /** @internal */
  revokeToken(id: number): void {
    const token = this.#tokens.find((token) => token.id === id);
    if (token !== undefined) token.revokedAt ??= this.#now();
  }

  /** @internal */
  nextId(): number {
    return this.#nextId();
  }

  /** @internal */
  now(): number {
    return this.#now();
  }

  #update(
    ticketId: number,
    authorId: number,
    changes: {
      readonly status?: string | undefined;
      readonly customStatusId?: number | undefined;
      readonly subject?: string | undefined;
      readonly assignee?: SimulatedUser | undefined;
      readonly requester?: SimulatedUser | undefined;
    },
    comment?: CommentText,
    actorId = authorId,
  ): void {
    const ticket = this.#tickets.find(({ id }) => id === ticketId);
    if (ticket === undefined) throw new Error(`There is no ticket ${ticketId} at ${this.subdomain}`);
    const { status, customStatusId, subject, assignee, requester } = changes;
    const events: Record<string, unknown>[] = [];
    const previousStatus = ticket.status;
    if (status !== undefined) {
      events.push({ type: 'Change', field_name: 'status', value: status, previous_value: ticket.status });
      ticket.status = status;
      ticket.customStatusId = this.#defaultStatusId(status);
    }
    if (customStatusId !== undefined) {
      ticket.customStatusId = customStatusId;
      ticket.status = this.#statuses.find(({ id }) => id === customStatusId)?.category ?? ticket.status;
    }
    if (subject !== undefined) ticket.subject = subject;
    if (assignee !== undefined) ticket.assigneeId = assignee.id;
    if (requester !== undefined) ticket.requesterId = requester.id;
    ticket.updatedAt = this.#now();
    const added = this.#record(ticketId, authorId, this.#now(), comment, events);
    const isOther = ticket.status !== previousStatus;
    this.#tell({ ticket, actorId, isNew: false, ...(added && { comment: added }), ...(isOther && { previousStatus }) });
  }

  #tell(change: TicketChange): void {
    for (const listener of this.#listeners) listener({ ...change, ticket: { ...change.ticket } });
  }

  #record(
    ticketId: number,
    authorId: number,
    at: number,
    comment: CommentText | undefined,
    changes: readonly Record<string, unknown>[],
  ): SimulatedComment | undefined {
    const created_at = timestamp(at);
    const via = { channel: authorId === -1 ? 'rule' : 'api' };
    const auditId = this.#nextId();
    const events: Record<string, unknown>[] = changes.map((change) => ({ id: this.#nextId(), ...change }));
    let shown: SimulatedComment | undefined;
    const metadata = { system: {}, custom: comment?.metadata ?? {} };
    if (comment !== undefined) {
      const { body, isPublic } = comment;
      shown = {
        id: this.#nextId(),
        type: 'Comment',
        author_id: authorId,
        body,
        html_body: `<div class="zd-comment"><p>${plain(body).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p></div>`,
        plain_body: plain(body),
        public: isPublic,
        created_at,
        audit_id: auditId,
        attachments: [],
        via,
        metadata,
      };
      this.#comments.set(ticketId, [...this.comments(ticketId), shown]);
      const { id, type, author_id } = shown;
      events.push({ id, type, author_id, body, public: isPublic, audit_id: auditId });
    }
    const audit = { id: auditId, ticket_id: ticketId, author_id: authorId, created_at, via, metadata, events };
    this.#audits.set(ticketId, [...this.audits(ticketId), audit]);
    return shown;
  }

  #addStatus(status: CustomStatusOptions, isDefault: boolean): SimulatedStatus {
    const added = { id: FIRST_STATUS_ID + this.#statuses.length, ...status, isDefault };
    this.#statuses.push(added);
    return added;
  }

  #defaultStatusId(status: string): number {
    const category = status === 'closed' ? 'solved' : status;
    return this.#statuses.find((known) => known.isDefault && known.category === category)?.id ?? FIRST_STATUS_ID;
  }

  #nextId(): number {
    return ++this.#lastId;
  }
}

interface CommentText {
  readonly body: string;
  readonly isPublic: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

function randomSecret(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}

function idOf(user: SimulatedUser | number): number {
  return typeof user === 'number' ? user : user.id;
}

/** What Markdown shows of plain text: escapes are resolved, trailing spaces are line breaks. */
function plain(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/ {2,}$/gm, '')
    .replaceAll('\u00a0', ' ');
}
