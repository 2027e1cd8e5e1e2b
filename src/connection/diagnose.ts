/**
 * Reports on a connection: who connected it, what it may do, how long it lasts, how Zendesk answers.
 */

import type { AnyAction } from '../actions/action.js';
import { ARTICLE_SEARCH, accessAfter, type HelpCenterAccess } from '../actions/help-center-access.js';
import type { ConnectorCore } from '../core.js';
import { ZendeskError } from '../errors.js';
import type { Deadline } from '../http/deadline.js';
import { ZENDESK_ACTIONS } from '../permissions.js';
import type { ConnectionRecord } from '../records/connection-records.js';
import { connectionState } from '../records/connection-state.js';
import { grantExpiry, grantTypeOf, scopeOf } from '../records/grant.js';
import { currentSubscription, leftSubscriptions } from '../records/subscriptions.js';
import { allowedScopes, missingScope } from '../records/token-set.js';
import { toStandardSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { createAccountClient } from './account-client.js';
import type { Caller } from './caller.js';
import type { Diagnosis, WebhookDiagnosis } from './diagnosis.js';
import { problemsOf } from './problems.js';
import { fetchWebhookStatus } from './webhooks-api.js';

const meResponse = toStandardSchema(
  z.object({ user: z.object({ id: z.int(), name: z.string(), role: z.nullish(z.string()) }) }),
);

/** @internal */
export async function diagnose(
  core: ConnectorCore,
  caller: Caller,
  actions: readonly AnyAction[],
  deadline: Deadline,
): Promise<Diagnosis> {
  const before = (await core.records.read(caller.connectionId)).record;
  // Asking refreshes, if need be; what is stored afterwards is what holds.
  const isDisconnected = connectionState(before, core.clientId).state === 'disconnected';
  const answer = isDisconnected ? {} : await ask(core, caller, deadline);
  const record = (await core.records.read(caller.connectionId)).record;
  const current = connectionState(record, core.clientId);
  const { state } = current;
  const grant = current.state === 'disconnected' ? undefined : current.grant;
  const scope = grant === undefined ? [] : scopeOf(grant);
  const tokens = grant?.state === 'active' ? grant.tokens : undefined;
  const end = grant?.state === 'active' ? grantExpiry(grant) : undefined;
  const runsActions = actions.some(({ definition }) => caller.permissions.has(definition.permission));
  const webhook = state === 'connected' ? await askForWebhook(core, caller, { record, deadline }) : undefined;
  const mayFindArticles = !runsActions || caller.permissions.has(ZENDESK_ACTIONS.SEARCH_HELP_CENTER);
  // Where the account cannot be asked at all, the failure says nothing about the help center.
  const isAsked = state === 'connected' && answer.failure === undefined && mayFindArticles;
  const helpCenter = isAsked ? await askHelpCenter(core, caller, deadline) : undefined;
  const found = {
    state,
    ...(current.state === 'reconnect_required' ? { reason: current.reason } : {}),
    ...(grant === undefined ? {} : { subdomain: grant.subdomain, grantType: grantTypeOf(grant) }),
    ...answer,
    ...(webhook === undefined ? {} : { webhook }),
    ...(helpCenter === undefined ? {} : { helpCenter }),
    allowedScopes: allowedScopes(core.scope),
    scope,
    actions: actions.map(({ definition }) => ({
      name: definition.name,
      ...(runsActions ? { permitted: caller.permissions.has(definition.permission) } : {}),
      missingScope: state === 'disconnected' ? [] : missingScope(definition.scope ?? [], scope),
    })),
    ...(tokens?.expiresAt === undefined ? {} : { accessTokenExpiresAt: new Date(tokens.expiresAt).toISOString() }),
    ...(end === undefined ? {} : { daysLeft: Math.floor((end - Date.now()) / 86_400_000) }),
  };
  return { ...found, problems: problemsOf(found, { asked: core.scope, left: leftSubscriptions(record) }) };
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
    return { failure: { code: error.code, message: error.message, hint: error.hint } };
  }
}

/** Asks as `searchHelpCenter()` does: without the token. */
async function askHelpCenter(
  core: ConnectorCore,
  { connectionId }: Caller,
  deadline: Deadline,
): Promise<HelpCenterAccess> {
  const client = createAccountClient(core, { connectionId, deadline, retry: false });
  try {
    await client.sendWithoutToken('GET', ARTICLE_SEARCH, { query: { query: 'help', per_page: 1 } });
    return 'open';
  } catch (error) {
    if (!(error instanceof ZendeskError)) throw error;
    return accessAfter(error);
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
