/**
 * One readable report on a connection: who connected it, what it may do, how long it lasts, how Zendesk answers.
 */

import type { AnyAction } from '../actions/action.js';
import type { ConnectorCore } from '../core.js';
import { ZendeskError, type ZendeskErrorCode } from '../errors.js';
import type { Deadline } from '../http/deadline.js';
import type { ConnectionRecord } from '../records/connection-records.js';
import { currentSubscription, leftSubscriptions, type Subscription } from '../records/subscriptions.js';
import { connectionExpiry, missingScope } from '../records/token-set.js';
import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { createAccountClient } from './account-client.js';
import type { Caller } from './caller.js';
import type { WebhookSubscription } from './webhook-subscription.js';
import { fetchWebhookStatus } from './webhooks-api.js';

/** What {@link ZendeskConnection.diagnose} found. */
export interface Diagnosis {
  readonly state: 'disconnected' | 'connected' | 'reconnect_required';
  readonly subdomain?: string;
  /** Who the bot is at Zendesk, as Zendesk says now. */
  readonly user?: { readonly id: number; readonly name: string; readonly role: string };
  /** What Zendesk granted. */
  readonly scope: readonly string[];
  /** What this caller's actions lack: a permission of the host, or a scope that was not granted. */
  readonly actions: readonly ActionDiagnosis[];
  /** ISO 8601. Absent: Zendesk did not say, and the token is used until it is refused. */
  readonly accessTokenExpiresAt?: string;
  /** Until the connection ends if nobody uses it. Absent: it does not. */
  readonly daysLeft?: number;
  /** By how many seconds the clock of this host is ahead of Zendesk's; negative when it is behind. */
  readonly clockSkewSeconds?: number;
  /** Requests a minute that the account allows, and how many of them are left. */
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  /** The webhook; absent when your application does not listen. */
  readonly webhook?: WebhookDiagnosis;
  /** How the request to Zendesk failed, if it did. */
  readonly failure?: { readonly code: ZendeskErrorCode; readonly message: string };
  /** What should be done, in sentences. Empty: all is well. */
  readonly problems: readonly string[];
}

/** How the webhook stands at Zendesk. */
export interface WebhookDiagnosis extends WebhookSubscription {
  /**
   * - `active`: it sends.
   * - `inactive`: an admin paused it, or Zendesk did because your route kept failing.
   * - `missing`: it was deleted.
   * - `unknown`: the connected user or the granted scope does not allow to ask.
   */
  readonly state: 'active' | 'inactive' | 'missing' | 'unknown';
}

/** How one action stands. */
export interface ActionDiagnosis {
  readonly name: string;
  readonly permitted: boolean;
  readonly missingScope: readonly string[];
}

const meResponse = toSchema(
  z.object({ user: z.object({ id: z.int(), name: z.string(), role: z.nullish(z.string()) }) }),
);
// Zendesk's Date has whole seconds, and an answer takes a moment.
const TOLERATED_SKEW_SECONDS = 60;

/** @internal */
export async function diagnose(
  core: ConnectorCore,
  caller: Caller,
  actions: readonly AnyAction[],
  deadline: Deadline,
): Promise<Diagnosis> {
  const before = (await core.records.read(caller.connectionId)).record;
  // Asking refreshes, if need be; what is stored afterwards is what holds.
  const answer = stateOf(before, core) === 'disconnected' ? {} : await ask(core, caller, deadline);
  const record = (await core.records.read(caller.connectionId)).record;
  const { grant } = record;
  const state = stateOf(record, core);
  const scope = grant === undefined ? [] : 'tokens' in grant ? grant.tokens.scope : grant.scope;
  const tokens = grant !== undefined && 'tokens' in grant ? grant.tokens : undefined;
  const end = tokens && connectionExpiry(tokens);
  const webhook = state === 'connected' ? await askForWebhook(core, caller, { record, deadline }) : undefined;
  const found = {
    state,
    ...(grant === undefined ? {} : { subdomain: grant.subdomain }),
    ...answer,
    ...(webhook === undefined ? {} : { webhook }),
    scope,
    actions: actions.map(({ definition }) => ({
      name: definition.name,
      permitted: caller.permissions.has(definition.permission),
      missingScope: state === 'disconnected' ? [] : missingScope(definition.scope ?? [], scope),
    })),
    ...(tokens?.expiresAt === undefined ? {} : { accessTokenExpiresAt: new Date(tokens.expiresAt).toISOString() }),
    ...(end === undefined ? {} : { daysLeft: Math.floor((end - Date.now()) / 86_400_000) }),
  };
  return { ...found, problems: [...problemsOf(found), ...webhookProblems(webhook, leftSubscriptions(record))] };
}

async function ask(core: ConnectorCore, caller: Caller, deadline: Deadline): Promise<Partial<Diagnosis>> {
  const client = createAccountClient(core, { connectionId: caller.connectionId, deadline });
  try {
    const { body, headers } = await client.send('GET', '/api/v2/users/me.json', { schema: meResponse });
    const { id, name, role } = body.user;
    const limit = Number(headers.get('x-rate-limit') ?? Number.NaN);
    const remaining = Number(headers.get('x-rate-limit-remaining') ?? Number.NaN);
    const date = Date.parse(headers.get('date') ?? '');
    return {
      user: { id, name, role: role ?? 'unknown' },
      ...(Number.isNaN(date) ? {} : { clockSkewSeconds: Math.round((Date.now() - date) / 1000) }),
      ...(Number.isNaN(limit + remaining) ? {} : { rateLimit: { limit, remaining } }),
    };
  } catch (error) {
    if (!(error instanceof ZendeskError)) throw error;
    return { failure: { code: error.code, message: error.message } };
  }
}

async function askForWebhook(
  core: ConnectorCore,
  { connectionId }: Caller,
  { record, deadline }: { readonly record: ConnectionRecord; readonly deadline: Deadline },
): Promise<WebhookDiagnosis | undefined> {
  const subscription = currentSubscription(record);
  if (subscription === undefined) return undefined;
  const { webhookId, url } = subscription;
  const client = createAccountClient(core, { connectionId, deadline });
  try {
    const status = await fetchWebhookStatus(client, webhookId);
    return { webhookId, url, state: status === 'missing' || status === 'active' ? status : 'inactive' };
  } catch (error) {
    if (!(error instanceof ZendeskError)) throw error;
    return { webhookId, url, state: 'unknown' };
  }
}

function webhookProblems(webhook: WebhookDiagnosis | undefined, left: readonly Subscription[]): string[] {
  const problems = left.map(
    ({ subdomain, webhookId }) =>
      `The webhook ${webhookId} is left in the account ${subdomain}, which is not connected any more: remove it in its Admin Center.`,
  );
  if (webhook?.state === 'missing') problems.push('The webhook was deleted at Zendesk: call subscribe() again.');
  if (webhook?.state === 'inactive') {
    problems.push('The webhook is paused at Zendesk: check that your route answers, then call subscribe() again.');
  }
  return problems;
}

function stateOf({ grant }: ConnectionRecord, { tokenEndpoint }: ConnectorCore): Diagnosis['state'] {
  if (grant === undefined) return 'disconnected';
  if ('reconnect' in grant) return 'reconnect_required';
  if (grant.disconnecting) return 'disconnected';
  return tokenEndpoint.issued(grant) ? 'connected' : 'reconnect_required';
}

function problemsOf(found: Omit<Diagnosis, 'problems'>): string[] {
  const { state, failure, user, clockSkewSeconds = 0, rateLimit, daysLeft, actions } = found;
  const problems: string[] = [];
  if (state === 'disconnected') problems.push('Nobody is connected: send the owner through connect().');
  if (state === 'reconnect_required') problems.push('The connection has ended: send the owner through connect().');
  if (state === 'connected' && failure !== undefined)
    problems.push(`Zendesk did not answer as it should: ${failure.message}`);
  if (user?.role === 'end-user') problems.push('The connected user is an end user: connect as an agent or admin.');
  for (const { name, missingScope } of actions) {
    if (missingScope.length > 0) {
      problems.push(
        `${name} lacks the scope ${missingScope.join(' ')}: ask for it with the option "scope", and connect again.`,
      );
    }
  }
  if (Math.abs(clockSkewSeconds) > TOLERATED_SKEW_SECONDS) {
    problems.push(
      `The clock of this host is ${Math.abs(clockSkewSeconds)} seconds ${clockSkewSeconds > 0 ? 'ahead' : 'behind'}.`,
    );
  }
  if (rateLimit !== undefined && rateLimit.remaining < rateLimit.limit / 10) {
    problems.push('Less than a tenth of the requests that Zendesk allows in this minute is left.');
  }
  if (daysLeft !== undefined && daysLeft < 14)
    problems.push(`The connection ends in ${daysLeft} days if nobody uses it: see keepAlive().`);
  return problems;
}
