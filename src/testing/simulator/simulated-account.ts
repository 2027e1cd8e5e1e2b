/**
 * One account as a test sees it: its records, and what people and Zendesk itself may do to them.
 */
import type { NewComment, NewTicket, Person, TicketUpdateOptions } from './account-input.js';
import type { CustomStatusOptions, Quirks } from './account-options.js';
import { timestamp } from './core/respond.js';
import type { AccountState } from './core/state.js';
import type { Store } from './core/store.js';
import { addStatus } from './custom-statuses/add-status.js';
import type { SimulatedStatus } from './custom-statuses/custom-status-record.js';
import type { SimulatedArticle } from './help-center/article-record.js';
import { newArticle } from './help-center/new-article.js';
import { addToken, revokeToken } from './oauth/issue-token.js';
import type { OAuthClientOptions, SimulatedToken } from './oauth/oauth-record.js';
import { newTicketField } from './ticket-fields/new-ticket-field.js';
import type { SimulatedTicketField } from './ticket-fields/ticket-field-record.js';
import { changeTicket } from './tickets/change-ticket.js';
import { fileTicket } from './tickets/file-ticket.js';
import { makePrivate } from './tickets/make-private.js';
import type {
  SimulatedAttachment,
  SimulatedAudit,
  SimulatedComment,
  SimulatedTicket,
  TicketChange,
} from './tickets/ticket-record.js';
import { addUserWithEmails, userByEmail } from './users/add-user.js';
import type { SimulatedUser } from './users/user-record.js';
import type { SimulatedWebhook } from './webhooks/webhook-record.js';
import { addWebhook, randomSecret } from './webhooks/webhook-routes.js';

/**
 * One account of the simulator. Everything that an API call changes shows here, and the other way round.
 *
 * @example
 * const account = zendesk.account('acme');
 * account.updateTicket(1, { status: 'pending' });
 */
export class SimulatedAccount {
  readonly #store: Store;

  /** @internal */
  constructor(store: Store) {
    this.#store = store;
  }

  get subdomain(): string {
    return this.#store.subdomain;
  }

  /** All records, as plain data in the JSON of Zendesk's API. Fits as the `seed` of another account. */
  get state(): AccountState {
    return this.#store.state;
  }

  get clients(): readonly OAuthClientOptions[] {
    return this.#store.clients;
  }

  get quirks(): Quirks {
    return this.#store.quirks;
  }

  /** Seconds by which search runs behind. */
  get searchLagSeconds(): number {
    return this.#store.searchLagSeconds;
  }

  set searchLagSeconds(seconds: number) {
    this.#store.searchLagSeconds = seconds;
  }

  /** The user who approves a connection unless another is named. */
  get admin(): SimulatedUser & { readonly email: string } {
    const admin = this.state.users.find(({ role }) => role === 'admin');
    if (admin === undefined) throw new Error(`${this.subdomain} has no admin`);
    return { ...admin, email: admin.email ?? '' };
  }

  /** All users, in the order in which they were added. */
  get users(): readonly SimulatedUser[] {
    return this.state.users;
  }

  /** All tickets, oldest first. */
  get tickets(): readonly SimulatedTicket[] {
    return this.state.tickets;
  }

  /** All tokens that were ever issued, oldest first. */
  get tokens(): readonly SimulatedToken[] {
    return this.state.tokens;
  }

  /** The standard statuses and the custom ones. */
  get statuses(): readonly SimulatedStatus[] {
    return this.state.custom_statuses;
  }

  /** The webhooks that were created through the API. */
  get webhooks(): readonly SimulatedWebhook[] {
    return this.state.webhooks;
  }

  /** Adds a user; an end user unless `role` says otherwise. `identities` are further addresses. */
  addUser(
    user: Pick<SimulatedUser, 'name'> &
      Partial<Omit<SimulatedUser, 'email'>> & { readonly email: string; readonly identities?: readonly string[] },
  ): SimulatedUser & { readonly email: string } {
    const { email, identities = [], ...fields } = user;
    return { ...addUserWithEmails(this.#store, fields, [email, ...identities]), email };
  }

  /** Suspends a user, who can then neither log in nor be a requester. */
  suspendUser(id: number): void {
    const user = this.#store.find('users', id);
    if (user !== undefined) user.suspended = true;
  }

  /** The user who has this address, as the primary one or as another. */
  userByEmail(email: string): SimulatedUser | undefined {
    return userByEmail(this.#store, email);
  }

  /** Adds a status of the account's own. */
  addCustomStatus(status: CustomStatusOptions): SimulatedStatus {
    return addStatus(this.#store, status);
  }

  /** Adds a ticket field of the account's own. */
  addTicketField(field: Pick<SimulatedTicketField, 'title'> & Partial<SimulatedTicketField>): SimulatedTicketField {
    const added = newTicketField(this.#store, field);
    this.state.ticket_fields.push(added);
    return added;
  }

  /** Adds an article to the help center; anyone may read it unless `visible_to` says otherwise. */
  addArticle(article: Pick<SimulatedArticle, 'title'> & Partial<SimulatedArticle>): SimulatedArticle {
    const added = newArticle(this.#store, article);
    this.state.articles.push(added);
    return added;
  }

  /** Files a ticket, with its first comment. */
  addTicket(ticket: NewTicket): SimulatedTicket {
    const { requester, submitter = requester, body, createdAt, updatedAt, public: isPublic = true, ...fields } = ticket;
    const created =
      createdAt === undefined ? {} : { created_at: timestamp(createdAt), updated_at: timestamp(createdAt) };
    const updated = updatedAt === undefined ? {} : { updated_at: timestamp(updatedAt) };
    const authorId = idOf(requester);
    const draft = { ...fields, ...created, ...updated, requester_id: authorId, submitter_id: idOf(submitter) };
    return fileTicket(this.#store, draft, { authorId, body: body ?? ticket.subject, isPublic }).ticket;
  }

  /** Adds an answer, or an internal note. */
  addComment(ticketId: number, comment: NewComment): SimulatedComment {
    const { author, actor = author, body, public: isPublic = true, metadata, attachments = [], ...changes } = comment;
    this.#require(ticketId);
    changeTicket(this.#store, {
      ticketId,
      changes,
      actorId: idOf(actor),
      comment: {
        authorId: idOf(author),
        body,
        isPublic,
        attachments: attachments.map((file) => this.#attachment(file)),
      },
      ...(metadata && { metadata }),
    });
    const added = this.comments(ticketId).at(-1);
    if (added === undefined) throw new Error(`Ticket ${ticketId} has no comment`);
    return added;
  }

  /** Changes a ticket without a comment. */
  updateTicket(ticketId: number, changes: TicketUpdateOptions): void {
    const { author = 'system', assignee, requester, ...rest } = changes;
    const people = {
      ...(assignee === undefined ? {} : { assignee_id: idOf(assignee) }),
      ...(requester === undefined ? {} : { requester_id: idOf(requester) }),
    };
    this.#require(ticketId);
    const actorId = author === 'system' ? -1 : idOf(author);
    changeTicket(this.#store, { ticketId, changes: { ...rest, ...people }, actorId });
  }

  /** Makes a public comment private, as an agent does it. */
  makeCommentPrivate(commentId: number, by: Person): void {
    makePrivate(this.#store, this.#store.get('comments', commentId), idOf(by));
  }

  /** The comments of a ticket, oldest first. */
  comments(ticketId: number): readonly SimulatedComment[] {
    return this.state.comments.filter(({ ticket_id }) => ticket_id === ticketId);
  }

  /** The audits of a ticket, oldest first. */
  audits(ticketId: number): readonly SimulatedAudit[] {
    return this.state.audits.filter(({ ticket_id }) => ticket_id === ticketId);
  }

  /**
   * Runs a business rule after each change of a ticket. The rule may change tickets too, which calls it again: look at
   * `actorId`, which is -1 for changes by rules. Returns a function that removes the rule.
   *
   * @example
   * account.onTicketChange(({ ticket, previous }) => {
   *   if (previous === undefined) zendesk.after(3, () => account.updateTicket(ticket.id, { tags: ['routed'] }));
   * });
   */
  onTicketChange(rule: (change: TicketChange) => void): () => void {
    return this.#store.onTicketChange(rule);
  }

  /** Ends all access tokens; refresh tokens still work. */
  expireAccessTokens(): void {
    const now = this.#store.now();
    for (const token of this.state.tokens) token.expiresAt = Math.min(token.expiresAt ?? Number.POSITIVE_INFINITY, now);
  }

  /** Revokes all access and refresh tokens, as an admin does it. */
  revokeTokens(): void {
    for (const token of this.state.tokens) token.revokedAt ??= this.#store.now();
  }

  /** Revokes one token and its refresh token. */
  revokeToken(id: number): void {
    revokeToken(this.#store, id);
  }

  /** Adds a token without a browser, for a client that takes one. */
  addToken(
    token: Partial<Omit<SimulatedToken, 'id' | 'createdAt' | 'revokedAt'>> & Pick<SimulatedToken, 'accessToken'>,
  ): SimulatedToken {
    const clientId = this.clients[0]?.clientId ?? '';
    const lifetimes = { refreshToken: undefined, expiresAt: undefined, refreshTokenExpiresAt: undefined };
    return addToken(this.#store, {
      scopes: ['read', 'write'],
      userId: this.admin.id,
      clientId,
      ...lifetimes,
      ...token,
    });
  }

  /** Makes a new signing secret, as an admin does it: requests are no longer signed with the old one. */
  resetSigningSecret(webhookId: string): void {
    const webhook = this.webhooks.find(({ id }) => id === webhookId);
    if (webhook !== undefined) webhook.secret = randomSecret();
  }

  /** Deactivates a webhook, as an admin does it, or Zendesk itself when an endpoint keeps failing. */
  deactivateWebhook(webhookId: string): void {
    const webhook = this.webhooks.find(({ id }) => id === webhookId);
    if (webhook !== undefined) webhook.status = 'inactive';
  }

  /** Adds a webhook as an admin does it. */
  addWebhook(webhook: Pick<SimulatedWebhook, 'name' | 'endpoint'> & Partial<SimulatedWebhook>): SimulatedWebhook {
    return addWebhook(this.#store, webhook);
  }

  /** Removes a webhook, as an admin does it. */
  removeWebhook(webhookId: string): void {
    const at = this.webhooks.findIndex(({ id }) => id === webhookId);
    if (at >= 0) this.state.webhooks.splice(at, 1);
  }

  #require(ticketId: number): void {
    if (this.#store.find('tickets', ticketId) !== undefined) return;
    throw new Error(`There is no ticket ${ticketId} at ${this.subdomain}`);
  }

  #attachment(file: Pick<SimulatedAttachment, 'file_name'> & Partial<SimulatedAttachment>): SimulatedAttachment {
    const content_url = `https://${this.subdomain}.zendesk.com/attachments/token/${crypto.randomUUID()}/?name=${encodeURIComponent(file.file_name)}`;
    const id = this.#store.nextId();
    const size = file.content?.byteLength ?? 0;
    return { id, content_url, content_type: 'application/octet-stream', size, inline: false, ...file };
  }
}

function idOf(person: Person): number {
  return typeof person === 'number' ? person : person.id;
}
