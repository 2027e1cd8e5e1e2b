/**
 * Finds what is wrong with a connection, from the rest of the report on it.
 */
import { searchHelpCenter } from '../actions/search-help-center.js';
import { type ReconnectReason, ReconnectRequiredError } from '../errors.js';
import type { Subscription } from '../records/subscriptions.js';
import type { Diagnosis, Problem, ProblemCode } from './diagnosis.js';

// Zendesk's Date has whole seconds, and an answer takes a moment.
const TOLERATED_SKEW_SECONDS = 60;
const EXPIRES_SOON_DAYS = 14;

/** @internal What the report does not show. */
interface Background {
  /** The option `scope`. */
  readonly asked: readonly string[];
  /** Webhooks of accounts that were connected before. */
  readonly left: readonly Subscription[];
}

/** @internal */
export function problemsOf(report: Omit<Diagnosis, 'problems'>, { asked, left }: Background): readonly Problem[] {
  return [
    ...ofConnection(report),
    ...ofScope(report),
    ...ofAskedScope(report, asked),
    ...ofHelpCenter(report),
    ...ofEnvironment(report),
    ...ofWebhooks(report, left),
  ];
}

const CONNECT = 'Send the bot owner through connect().';

function* ofConnection({
  state,
  reason,
  failure,
  user,
  daysLeft,
  allowedScopes,
}: Omit<Diagnosis, 'problems'>): Iterable<Problem> {
  if (state === 'disconnected') yield problem('not_connected', 'No Zendesk account is connected.', CONNECT);
  if (reason !== undefined) yield reconnectProblem(reason, allowedScopes);
  if (state === 'connected' && failure !== undefined) {
    const hint = `Call diagnose() again. If it persists: ${failure.hint}`;
    yield problem('request_failed', `Zendesk did not answer as it should: ${failure.message}.`, hint);
  }
  if (user?.role === 'end-user') {
    yield problem('end_user_connected', 'The connected user is an end user.', 'Connect as an agent or admin.');
  }
  if (daysLeft !== undefined && daysLeft < EXPIRES_SOON_DAYS) {
    const message = `The connection ends in ${daysLeft} days if it is not used.`;
    yield problem('connection_expiring', message, 'Call keepAlive() daily.');
  }
}

function reconnectProblem(reason: ReconnectReason, allowedScopes: readonly string[]): Problem {
  switch (reason) {
    case 'token_rejected': {
      const hint =
        'Make sure that the connected user is active and that the account allows the IP addresses of your servers. Or send the bot owner through connect().';
      return problem('reconnect_required', 'Zendesk rejects every access token that it issues.', hint);
    }
    case 'client_refused':
    case 'user_refused': {
      const { message, hint } = new ReconnectRequiredError({ reason });
      return problem('reconnect_required', `${message}.`, hint);
    }
    case 'scope_refused': {
      const { message } = new ReconnectRequiredError({ reason });
      const hint = `In Zendesk, enter as Allowed scopes of the OAuth client: ${allowedScopes.join(' ')}. Then call connectWithClientCredentials().`;
      return problem('reconnect_required', `${message}.`, hint);
    }
    case 'other_client':
      return problem('reconnect_required', 'The connection was made with another OAuth client.', CONNECT);
    default:
      return problem('reconnect_required', 'The connection has ended.', CONNECT);
  }
}

function* ofScope({ actions, scope }: Omit<Diagnosis, 'problems'>): Iterable<Problem> {
  // Zendesk does not refuse a misspelled scope: it is seen next to what is missing.
  const granted = scope.length === 0 ? '' : ` Granted: ${scope.join(' ')}.`;
  for (const { name, missingScope } of actions) {
    if (missingScope.length === 0) continue;
    const message = `${name} lacks the scope ${missingScope.join(' ')}.`;
    yield problem('missing_scope', message, `Add it to the option "scope", and connect again.${granted}`);
  }
}

function* ofAskedScope({ allowedScopes }: Omit<Diagnosis, 'problems'>, asked: readonly string[]): Iterable<Problem> {
  const redundant = [...new Set(asked)].filter((name) => !allowedScopes.includes(name));
  if (redundant.length === 0) return;
  const message = `The option "scope" asks for ${redundant.join(' ')} besides a broad scope that contains it.`;
  const hint = `Ask for ${allowedScopes.join(' ')}. Zendesk refuses Allowed scopes with a broad scope and a narrower one of it.`;
  yield problem('redundant_scope', message, hint);
}

function* ofEnvironment({ clockSkewSeconds = 0, rateLimit }: Omit<Diagnosis, 'problems'>): Iterable<Problem> {
  const skew = Math.abs(clockSkewSeconds);
  if (skew > TOLERATED_SKEW_SECONDS) {
    const message = `The clock of this machine is ${skew} seconds ${clockSkewSeconds > 0 ? 'ahead of' : 'behind'} Zendesk's.`;
    yield problem('clock_skew', message, 'Synchronize the clock of this machine.');
  }
  if (rateLimit !== undefined && rateLimit.remaining < rateLimit.limit / 10) {
    const message = "Less than 10 % of this minute's Zendesk rate limit remains.";
    yield problem('rate_limit_low', message, 'Send fewer requests, or ask Zendesk for a higher limit.');
  }
}

function* ofHelpCenter({ helpCenter, actions }: Omit<Diagnosis, 'problems'>): Iterable<Problem> {
  if (helpCenter === 'sign_in_required') {
    const message = 'The help center demands sign-in, so searchHelpCenter() finds nothing.';
    yield problem(
      'help_center_sign_in',
      message,
      'Open the help center to everyone, or do without searchHelpCenter().',
    );
  }
  // Many accounts have none, and only a chatbot that searches it misses it.
  const isMissed = actions.some(({ name, permitted }) => name === searchHelpCenter.definition.name && permitted);
  if (helpCenter === 'missing' && isMissed) {
    const hint = 'Activate the help center in Zendesk, or take SEARCH_HELP_CENTER from the permissions.';
    yield problem('help_center_missing', 'The account has no help center, so searchHelpCenter() finds nothing.', hint);
  }
}

function* ofWebhooks({ webhook }: Omit<Diagnosis, 'problems'>, left: readonly Subscription[]): Iterable<Problem> {
  for (const { subdomain, webhookId } of left) {
    const message = `The webhook ${webhookId} is left in the account ${subdomain}, which is no longer connected.`;
    yield problem('webhook_left', message, 'Remove it in the Admin Center of that account.');
  }
  if (webhook?.state === 'missing') {
    yield problem('webhook_missing', 'The webhook was deleted at Zendesk.', 'Call subscribe() again.');
  }
  if (webhook?.state === 'inactive') {
    const hint = 'Check that your route answers, then call subscribe() again.';
    yield problem('webhook_inactive', 'The webhook is paused at Zendesk.', hint);
  }
}

function problem(code: ProblemCode, message: string, hint: string): Problem {
  return { code, message, hint };
}
