/**
 * One chatbot's link to one Zendesk account, limited to what its caller may do.
 */

import type {
  ActionRunner,
  AnyAction,
  BoundAction,
  BoundActionOf,
  CallOptions,
  RequestOptions,
} from '../actions/action.js';
import { type AddCommentInput, type AddedComment, addComment } from '../actions/add-comment.js';
import { BUILT_IN_ACTIONS, type BuiltInAction } from '../actions/built-in-actions.js';
import { type CreatedTicket, type CreateTicketInput, createTicket } from '../actions/create-ticket.js';
import type { DownloadAttachmentInput, DownloadedAttachment } from '../actions/download-attachment.js';
import {
  type CustomerContext,
  type GetCustomerContextInput,
  getCustomerContext,
} from '../actions/get-customer-context.js';
import { getTicketConversation } from '../actions/get-ticket-conversation.js';
import { type GetTicketStatusInput, getTicketStatus, type TicketStatus } from '../actions/get-ticket-status.js';
import { type ListTicketsInput, listTickets, type TicketList } from '../actions/list-tickets.js';
import type { GetTicketConversationInput, TicketConversation } from '../actions/read-conversation.js';
import type { HelpCenterArticles, SearchHelpCenterInput } from '../actions/search-articles.js';
import { searchHelpCenter } from '../actions/search-help-center.js';
import type { SolvedTicket, SolveTicketInput } from '../actions/solve-once.js';
import { solveTicket } from '../actions/solve-ticket.js';
import type { TicketExtras } from '../actions/ticket-extras.js';
import type { ConnectorCore } from '../core.js';
import { ZendeskError } from '../errors.js';
import type { Revocation, WebhookRemoval } from '../events.js';
import type { HttpMethod } from '../http/http-method.js';
import { type ConnectOptions, requestAuthorization } from '../oauth/authorization-request.js';
import { type ClientCredentialsOptions, connectWithClientCredentials } from '../oauth/client-credentials.js';
import { type Permission, requirePermission, ZENDESK_ACTIONS } from '../permissions.js';
import type { ConnectionSettings } from '../records/connection-records.js';
import { connectionState } from '../records/connection-state.js';
import { grantTypeOf, scopeOf } from '../records/grant.js';
import { currentSubscription, leftSubscriptions, secretsOf } from '../records/subscriptions.js';
import { lazily } from '../util/lazily.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import { createAccountClient } from './account-client.js';
import type { AccountFetch } from './account-fetch.js';
import { downloadAttachment } from './attachment-download.js';
import { bindAction } from './bind-action.js';
import { type Caller, type ConnectionOptions, toCaller } from './caller.js';
import { checkSettings } from './check-settings.js';
import { type ConnectResult, finishConnect } from './connect-result.js';
import { type ConnectionStatus, expiryOf, toWebhookStatus } from './connection-status.js';
import type { Diagnosis } from './diagnosis.js';
import { type DisconnectOptions, disconnect } from './disconnect.js';
import { type KeepAliveOptions, type KeepAliveResult, keepAlive } from './keep-alive.js';
import { requireRequesterOption, runAction } from './run-action.js';
import { checkRequestOptions, checkTimeOptions, runCall } from './run-call.js';
import { sessionBackground } from './session-background.js';
import type { WebhookSubscription } from './webhook-subscription.js';

const loadAccountFetch = lazily(() => import('./account-fetch.js'));

const DEFAULT_SETTINGS: ConnectionSettings = { customerContextOnSessionStart: false };

/** One chatbot's link to one Zendesk account, from `ZendeskConnector.connection()`. It is cheap: create one for each
 * conversation or request.
 *
 * @example
 * const bot = connector.connection('bot-42', { permissions: PUBLIC_BOT_PERMISSIONS, requester: user });
 * const { ticketId, summary } = await bot.createTicket({ subject, body });
 */
export class ZendeskConnection implements ActionRunner {
  /** The host's own id of the connection. */
  readonly id: string;
  /**
   * Sends any request to the account, as a `fetch` for clients that you have already: see {@link AccountFetch}.
   *
   * @example
   * const response = await connection.fetch('/api/v2/tickets/42.json');
   */
  readonly fetch: AccountFetch;
  readonly #core: ConnectorCore;
  readonly #caller: Caller;

  /** @internal */
  constructor(core: ConnectorCore, id: string, options: ConnectionOptions) {
    this.id = id;
    this.#caller = toCaller(id, options);
    this.#core = core.scoped(this.#caller);
    this.fetch = async (...request) => {
      this.#require(ZENDESK_ACTIONS.RAW_REQUEST);
      const { accountFetch } = await loadAccountFetch();
      return accountFetch(this.#core, id, ...request);
    };
  }

  /**
   * Begins to connect an account, or to connect it again. Send the bot owner's browser to `url`. A connection from before
   * stays in use until the callback has been handled. Several authorizations may be pending at a time, so a double click
   * and a second tab do no harm.
   *
   * Asks Zendesk without credentials whether the account exists, for two seconds at most. Anything but Zendesk's own
   * answer that it does not exist is taken for yes.
   *
   * @throws PermissionError without CREATE_OAUTH; InvalidInputError for a subdomain or a `returnTo` that is none, and for
   * an account that does not exist; TokenStoreError
   *
   * @example
   * const { url } = await owner.connect({ subdomain: 'acme', session: sessionId, returnTo: '/integrations' });
   * return Response.redirect(url);
   */
  async connect(options: ConnectOptions): Promise<{ readonly url: URL }> {
    this.#require(ZENDESK_ACTIONS.CREATE_OAUTH);
    return { url: await requestAuthorization(this.#core, this.id, options) };
  }

  /**
   * Connects an account without a browser, with the credentials of the OAuth client, or connects it again. For a bot of
   * one account. The bot acts for the user who created the OAuth client in Zendesk, an admin as a rule, so list the
   * Allowed scopes of the client there.
   *
   * Access tokens are fetched when they are needed. Nothing rotates, so an idle connection does not end,
   * and when the store is lost, another call connects again without a person. Each call revokes the token from before:
   * call it when `status()` does not say `connected`.
   *
   * @throws PermissionError without CREATE_OAUTH; ConfigurationError without a `clientSecret`; InvalidInputError for a
   * subdomain that is none, and for an account that does not exist; ApiError when Zendesk refuses the client or the scope;
   * RateLimitedError, NetworkError, ResponseFormatError, TokenStoreError. A connection from before is then untouched
   *
   * @example
   * const { state } = await connection.status();
   * if (state !== 'connected') await connection.connectWithClientCredentials({ subdomain: 'acme' });
   */
  async connectWithClientCredentials(options: ClientCredentialsOptions): Promise<ConnectResult> {
    this.#require(ZENDESK_ACTIONS.CREATE_OAUTH);
    const established = connectWithClientCredentials(this.#core, this.id, options);
    return this.#core.keep(established.then((grant) => finishConnect(this.#core, this.id, grant)));
  }

  /**
   * Returns how the connection stands. Reads the store, and sends nothing to Zendesk.
   *
   * @throws PermissionError without READ_INTEGRATIONS
   *
   * @example
   * const status = await owner.status();
   * if (status.state === 'reconnect_required') console.warn(`Connect ${status.subdomain} again: ${status.reason}`);
   */
  async status(): Promise<ConnectionStatus> {
    this.#require(ZENDESK_ACTIONS.READ_INTEGRATIONS);
    const { record } = await this.#core.records.read(this.id);
    const { settings = DEFAULT_SETTINGS } = record;
    const current = connectionState(record, this.#core.clientId);
    if (current.state === 'disconnected') return { state: 'disconnected', settings };
    const { subdomain, user, connectedAt } = current.grant;
    const account = {
      settings,
      subdomain,
      grantType: grantTypeOf(current.grant),
      ...(user === undefined ? {} : { user }),
      connectedAt: new Date(connectedAt).toISOString(),
      ...this.#core.grantedScope(scopeOf(current.grant)),
      ...toWebhookStatus(record),
    };
    if (current.state === 'connected') return { state: 'connected', ...account, ...expiryOf(current.grant) };
    const { reason, since } = current;
    return { state: 'reconnect_required', reason, since: new Date(since).toISOString(), ...account };
  }

  /**
   * Reports what may be wrong: who the bot is at Zendesk, what its actions lack, how long the connection lasts, whether the
   * webhook is still there, whether the help center is open to everyone, how far the clocks are apart and what is left of
   * the rate limit. Sends two requests, one of them without the token, and another one when there is a webhook.
   *
   * @throws PermissionError without READ_INTEGRATIONS, TokenStoreError. What Zendesk says is in the report
   *
   * @example
   * const { problems } = await owner.diagnose();
   * for (const { code, message, hint } of problems) console.warn(code, message, hint);
   */
  async diagnose(options: Pick<CallOptions, 'signal' | 'timeout'> = {}): Promise<Diagnosis> {
    this.#require(ZENDESK_ACTIONS.READ_INTEGRATIONS);
    checkTimeOptions(options);
    const { diagnose } = await import('./owner.js');
    return runCall(this.#core, options, (deadline) => diagnose(this.#core, this.#caller, BUILT_IN_ACTIONS, deadline));
  }

  /**
   * Renews the tokens of an unused connection: a refresh token that is not used for its lifetime, at most 90
   * days, is worth nothing any more. With client credentials there is nothing to do. Call it daily for every connection; mostly it only reads the store. When it cannot
   * renew them, the event `connection.expiring` says until when there is time.
   *
   * @throws PermissionError without READ_INTEGRATIONS, InvalidInputError, NotConnectedError, ReconnectRequiredError,
   * TokenStoreError, or what kept the refresh from working, to be tried again tomorrow
   *
   * @example
   * const { refreshed, expiresAt } = await owner.keepAlive();
   */
  async keepAlive(options: KeepAliveOptions = {}): Promise<KeepAliveResult> {
    this.#require(ZENDESK_ACTIONS.READ_INTEGRATIONS);
    return keepAlive(this.#core, this.id, options);
  }

  /**
   * Changes what the bot owner can turn on and off.
   *
   * @throws PermissionError without CREATE_OAUTH, InvalidInputError for a value of another type and for an unknown setting,
   * TokenStoreError
   *
   * @example
   * await owner.updateSettings({ customerContextOnSessionStart: true });
   */
  async updateSettings(settings: ConnectionSettings): Promise<void> {
    this.#require(ZENDESK_ACTIONS.CREATE_OAUTH);
    const checked = checkSettings(settings);
    const { records, emit } = this.#core;
    await records.update(this.id, (record) => ({ ...record, settings: checked }));
    emit(this.id, { type: 'settings.updated', ...checked });
  }

  /**
   * Has Zendesk tell `url`, a route of the host's own, when an agent answers and when a status changes: creates a webhook
   * in the account, and keeps its signing secret sealed beside the tokens. Call it as often as you like: it finds the
   * webhook again, moves it to another `url`, and takes over a secret that was reset. Events of all tickets arrive.
   *
   * An admin must have connected, with the scopes `webhooks:read` and `webhooks:write`.
   *
   * @throws PermissionError without CREATE_OAUTH, or when the scope or the role does not allow it: nothing is done then;
   * InvalidInputError for a URL that is not https, NotConnectedError, ReconnectRequiredError, RateLimitedError, ApiError,
   * NetworkError
   *
   * @example
   * const { webhookId } = await owner.subscribe({ url: 'https://bot.example/zendesk/webhook' });
   */
  async subscribe(
    webhook: { readonly url: string },
    options: Pick<CallOptions, 'signal' | 'timeout'> = {},
  ): Promise<WebhookSubscription> {
    this.#require(ZENDESK_ACTIONS.CREATE_OAUTH);
    refuseUnknownOptions(webhook, { url: true });
    checkTimeOptions(options);
    const { subscribe } = await import('./owner.js');
    return runCall(this.#core, options, (deadline) => subscribe(this.#core, this.#caller, webhook.url, deadline));
  }

  /**
   * Removes the webhook at Zendesk and forgets it here. Does nothing when there is none.
   *
   * @throws PermissionError without CREATE_OAUTH; NotConnectedError, ReconnectRequiredError, RateLimitedError, ApiError,
   * NetworkError, after which the webhook is still known and another call removes it
   *
   * @example
   * await owner.unsubscribe();
   */
  async unsubscribe(options: Pick<CallOptions, 'signal' | 'timeout'> = {}): Promise<void> {
    this.#require(ZENDESK_ACTIONS.CREATE_OAUTH);
    checkTimeOptions(options);
    const { unsubscribe } = await import('./owner.js');
    await runCall(this.#core, options, (deadline) => unsubscribe(this.#core, this.#caller, deadline));
  }

  /**
   * Returns what `receiveTicketEvents()` needs: the signing secret of the webhook, for ten minutes after a reset also the
   * one before, and the connected user. Reads the store once. Anyone who has a secret can forge events.
   *
   * @throws PermissionError without RECEIVE_WEBHOOKS; TokenStoreError
   *
   * @example
   * const { secrets } = await bot.webhookSource();
   * const webhook = await verifyWebhook(request, { secret: secrets, seen });
   */
  async webhookSource(): Promise<{ readonly secrets: readonly string[]; readonly connectedUserId?: number }> {
    this.#require(ZENDESK_ACTIONS.RECEIVE_WEBHOOKS);
    // Never from memory: another process may have subscribed, or taken over a new secret, a moment ago.
    const { record } = await this.#core.records.read(this.id);
    const connectedUserId = record.grant?.user?.id;
    return { secrets: secretsOf(record), ...(connectedUserId === undefined ? {} : { connectedUserId }) };
  }

  /**
   * Returns background for the model about a signed-in requester: put it into the system prompt. Undefined if the owner
   * has not turned it on, the caller lacks READ_CUSTOMER_CONTEXT, or the requester has no tickets. Call it at every turn if
   * you like: for five minutes, or until this process adds to the requester's tickets, it costs no request. Never throws.
   *
   * @example
   * const session = await bot.startSession();
   * const systemPrompt = [instructions, session?.background].filter(Boolean).join('\n\n');
   */
  async startSession(options?: CallOptions): Promise<{ readonly background: string } | undefined> {
    if (!this.#caller.permissions.has(ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT)) return undefined;
    try {
      const background = await sessionBackground(this.#core, this.#caller, options);
      return background === undefined ? undefined : { background };
    } catch (error) {
      const code = error instanceof ZendeskError ? error.code : 'unknown';
      this.#core.emit(this.id, { type: 'session.background_failed', code });
      return undefined;
    }
  }

  /**
   * Creates a ticket for the requester. The same call with the same idempotency key creates one ticket.
   *
   * @throws TicketError `requester_suspended` or `ticket_field_rejected`; ApiError `idempotency_conflict`; PermissionError,
   * InvalidInputError, NotConnectedError, ReconnectRequiredError, RateLimitedError, NetworkError
   *
   * @example
   * const { ticketId } = await bot.createTicket({ subject: 'Cannot log in', body: 'Since Monday.' }, { idempotencyKey: id });
   */
  createTicket(input: CreateTicketInput, options?: CallOptions & TicketExtras): Promise<CreatedTicket> {
    return this.run(createTicket, input, options);
  }

  /**
   * Returns the status of a ticket of the requester.
   *
   * @throws TicketError `not_found`, alike for a ticket of another requester and for none; PermissionError,
   * InvalidInputError, NotConnectedError, ReconnectRequiredError, RateLimitedError, NetworkError
   *
   * @example
   * const { status, summary } = await bot.getTicketStatus({ ticketId });
   */
  getTicketStatus(input: GetTicketStatusInput, options?: CallOptions): Promise<TicketStatus> {
    return this.run(getTicketStatus, input, options);
  }

  /**
   * Returns the requester's last five tickets by last update.
   *
   * @throws PermissionError also for an anonymous visitor; InvalidInputError, NotConnectedError, ReconnectRequiredError,
   * RateLimitedError, ApiError, NetworkError
   *
   * @example
   * const { tickets, background } = await bot.getCustomerContext();
   */
  getCustomerContext(input: GetCustomerContextInput = {}, options?: CallOptions): Promise<CustomerContext> {
    return this.run(getCustomerContext, input, options);
  }

  /**
   * Adds an answer of the end user to their ticket, as a public comment in the requester's name. The same call with the
   * same idempotency key adds it once. A ticket that was pending, on hold or solved is open again.
   *
   * @throws TicketError `not_found` (alike for a ticket of another person and for none), `ticket_closed`,
   * `requester_suspended`, `ticket_field_rejected` or `idempotency_conflict`; ApiError with `retryable` if others changed
   * the ticket at each try; PermissionError, InvalidInputError, NotConnectedError, ReconnectRequiredError,
   * RateLimitedError, NetworkError
   *
   * @example
   * await bot.addComment({ ticketId, body: 'It works again.' }, { idempotencyKey: messageId });
   */
  addComment(input: AddCommentInput, options?: CallOptions & Pick<TicketExtras, 'attachments'>): Promise<AddedComment> {
    return this.run(addComment, input, options);
  }

  /**
   * Finds articles of the help center, as Zendesk shows them to those who have not signed in: the token is not sent.
   *
   * @throws PermissionError, InvalidInputError, NotConnectedError, ReconnectRequiredError, RateLimitedError, ApiError,
   * NetworkError. A help center that demands sign-in, and none at all, give no articles: `diagnose()` says which it is
   *
   * @example
   * const { articles } = await bot.searchHelpCenter({ query: 'reset password' });
   */
  searchHelpCenter(input: SearchHelpCenterInput, options?: CallOptions): Promise<HelpCenterArticles> {
    return this.run(searchHelpCenter, input, options);
  }

  /**
   * Lists the requester's tickets by last update, at most twenty.
   *
   * @throws PermissionError also for an anonymous visitor; InvalidInputError, NotConnectedError, ReconnectRequiredError,
   * RateLimitedError, ApiError, NetworkError
   *
   * @example
   * const { tickets, more } = await bot.listTickets({ status: 'open' });
   */
  listTickets(input: ListTicketsInput = {}, options?: CallOptions): Promise<TicketList> {
    return this.run(listTickets, input, options);
  }

  /**
   * Reads the newest twenty public comments on a ticket of the requester.
   *
   * @throws TicketError `not_found`, alike for a ticket of another requester and for none; PermissionError,
   * InvalidInputError, NotConnectedError, ReconnectRequiredError, RateLimitedError, ApiError, NetworkError
   *
   * @example
   * const { background } = await bot.getTicketConversation({ ticketId });
   */
  getTicketConversation(input: GetTicketConversationInput, options?: CallOptions): Promise<TicketConversation> {
    return this.run(getTicketConversation, input, options);
  }

  /**
   * Opens a file on a public comment of a ticket of the requester, for your application to pass on. No model gets it: it is
   * no action, and no result, error, event or report holds the address of the file. Read the body or cancel it.
   *
   * Someone outside chose the name, the type and the contents. Serve the file with `content-disposition: attachment`.
   *
   * @throws TicketError `not_found` (alike for a ticket of another person and for none; also for a file that is not on a
   * public comment), `attachment_too_large` or `attachment_refused`; and what `getTicketConversation()` throws. Reading
   * `body` fails with the same errors
   *
   * @example
   * const { name, type, body } = await bot.downloadAttachment({ ticketId, attachmentId });
   */
  downloadAttachment(
    input: DownloadAttachmentInput,
    options: Pick<CallOptions, 'signal' | 'timeout'> = {},
  ): Promise<DownloadedAttachment> {
    return downloadAttachment(this.#core, this.#caller, input, options);
  }

  /**
   * Marks a ticket of the requester as solved. A ticket that is solved already stays as it is.
   *
   * @throws TicketError `not_found` (alike for a ticket of another requester and for none), `ticket_closed`, or
   * `ticket_field_rejected` if the account demands something that an agent has to fill in; ApiError with `retryable` if
   * others changed the ticket at each try; PermissionError, InvalidInputError, NotConnectedError, ReconnectRequiredError,
   * RateLimitedError, NetworkError
   *
   * @example
   * const { summary } = await bot.solveTicket({ ticketId }); // Ticket #42 is solved.
   */
  solveTicket(input: SolveTicketInput, options?: CallOptions): Promise<SolvedTicket> {
    return this.run(solveTicket, input, options);
  }

  /**
   * Runs an action, built in or of your application, under the permissions and the requester of this connection.
   *
   * @example
   * const { summary } = await bot.run(getTicketStatus, { ticketId });
   */
  run<Input, Output>(
    action: AnyAction<Input, Output>,
    input: Input,
    options?: CallOptions & TicketExtras,
  ): Promise<Output> {
    return runAction(this.#core, this.#caller, action.definition, input, options);
  }

  /**
   * Returns what a chat engine registers: the actions that this caller may run, with the input that the model has to
   * supply for this requester.
   *
   * @throws ConfigurationError when the connection was made without a requester
   *
   * @example
   * const tools = aiSdkTools(bot.actions());
   */
  actions(): readonly BoundActionOf<BuiltInAction>[];
  /**
   * Returns the same for a list of actions, which may include those of your application.
   *
   * @throws ConfigurationError when the connection was made without a requester
   *
   * @example
   * const tools = aiSdkTools(bot.actions([createTicket, getTicketStatus]));
   */
  actions<Defined extends AnyAction>(actions: readonly Defined[]): readonly BoundActionOf<Defined>[];
  actions(actions: readonly AnyAction[] = BUILT_IN_ACTIONS): readonly BoundAction[] {
    const requester = requireRequesterOption(this.#caller.requester);
    return actions.flatMap((action) => bindAction(this.#core, this.#caller, action, requester) ?? []);
  }

  /**
   * Removes the webhook if there is one, revokes the tokens at Zendesk, makes sure that they are dead, and forgets them
   * here, and the settings with them.
   * - `revoked`: Zendesk knew the token, deleted it, and then rejected it.
   * - `already_invalid`: Zendesk refused the tokens before anything was revoked, or there were none.
   * - `unconfirmed`: all else. A token may be alive: revoke it in Zendesk, under the OAuth client's tokens.
   *
   * `webhook` is there if there was one: `not_removed` when it, or one in an account that was connected before, could not be
   * removed. Zendesk then goes on sending until an admin removes it in Admin Center.
   *
   * @throws PermissionError without DELETE_INTEGRATIONS; TokenStoreError, after which no action uses the tokens any more
   * and another disconnect finishes the work
   *
   * @example
   * const { revocation } = await owner.disconnect();
   * if (revocation === 'unconfirmed') console.warn('Revoke the token in Admin Center.');
   */
  async disconnect(
    options: DisconnectOptions = {},
  ): Promise<{ readonly revocation: Revocation; readonly webhook?: WebhookRemoval }> {
    this.#require(ZENDESK_ACTIONS.DELETE_INTEGRATIONS);
    refuseUnknownOptions(options, { forgetUnreadable: true } satisfies Record<keyof DisconnectOptions, true>);
    return this.#core.keep(this.#disconnect(options));
  }

  /**
   * Sends an authorized JSON request to the account, with refresh, retries and typed errors. It can do whatever the
   * connected user can do, so it has a permission of its own. Never let a model choose its arguments.
   *
   * @throws PermissionError without RAW_REQUEST, and every error that a request to Zendesk may end with
   *
   * @example
   * const { tickets } = await connection.request<{ tickets: unknown[] }>('GET', '/api/v2/tickets.json');
   */
  async request<T = unknown>(
    method: HttpMethod,
    path: `/${string}`,
    options: RequestOptions<T> & CallOptions = {},
  ): Promise<T> {
    this.#require(ZENDESK_ACTIONS.RAW_REQUEST);
    checkRequestOptions(options);
    return runCall(this.#core, options, async (deadline) => {
      const { query, body, contentType, schema, idempotencyKey } = options;
      const client = createAccountClient(this.#core, { connectionId: this.id, deadline });
      const response = await client.send<T>(method, path, { query, body, contentType, schema, idempotencyKey });
      return response.body;
    });
  }

  async #disconnect(
    options: DisconnectOptions,
  ): Promise<{ readonly revocation: Revocation; readonly webhook?: WebhookRemoval }> {
    const { records, emit, webhookMutex } = this.#core;
    if (options.forgetUnreadable === true && (await records.discardUnreadable(this.id))) {
      emit(this.id, { type: 'connection.disconnected', revocation: 'unconfirmed' });
      return { revocation: 'unconfirmed' };
    }
    const { record } = await records.read(this.id);
    // A webhook that is being created would be one that no record knows.
    const mayHaveWebhook = currentSubscription(record) !== undefined || webhookMutex.has(this.id);
    // While the tokens still work.
    const removal = mayHaveWebhook ? await this.#removeWebhook() : undefined;
    const webhook = leftSubscriptions(record).length > 0 ? 'not_removed' : removal;
    const revocation = await disconnect(this.id, this.#core, webhook);
    return webhook === undefined ? { revocation } : { revocation, webhook };
  }

  async #removeWebhook(): Promise<WebhookRemoval | undefined> {
    try {
      const { unsubscribe } = await import('./owner.js');
      return await runCall(this.#core, { timeout: this.#core.timeout / 2 }, (deadline) =>
        unsubscribe(this.#core, this.#caller, deadline),
      );
    } catch {
      return 'not_removed';
    }
  }

  #require(permission: Permission): void {
    requirePermission(this.#caller.permissions, permission);
  }
}
