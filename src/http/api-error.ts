/**
 * Turns every answer of Zendesk that is not a success into a typed error.
 */
import { ApiError, type ApiErrorCode, PermissionError, RateLimitedError, type ZendeskError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import { readErrorBody } from './error-body.js';
import { requestIdOf } from './response.js';
import { parseRetryAfter } from './retry.js';

/**
 * @param options.repeatable whether the request reads or carries an idempotency key: it may then be sent again after a 409
 * @param options.request the method and path
 * @internal
 */
export function toError(
  response: Response,
  text: string,
  { repeatable, request }: { readonly repeatable: boolean; readonly request: string },
): ZendeskError {
  const { status } = response;
  const body = readErrorBody(text);
  const said = [body.error, body.description].filter(Boolean).join(': ');
  const message = `Zendesk answered ${status}${said === '' ? '' : ` (${said})`} to ${request}`;
  const about = { message, request, requestId: requestIdOf(response) };
  const retryAfter = parseRetryAfter(response.headers);
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    const updates = limitOf(response.headers, 'zendesk-ratelimit-per-ticket-updates');
    const isOfTicket = status === 429 && updates?.remaining === 0;
    return new RateLimitedError({
      ...about,
      reason: isOfTicket ? 'ticket_updates' : 'zendesk',
      retryAfter: retryAfter ?? (isOfTicket ? updates.resets : undefined) ?? 1,
      zendeskStatus: status,
      ...(isOfTicket ? TOO_MANY_UPDATES : {}),
    });
  }
  if (status === 403) {
    const hint =
      'The role of the connected user, the granted OAuth scope or the plan of the account does not allow this. Connect as an agent or admin, with the scope that the request needs.';
    const ownerMessage =
      'Zendesk refused this. The user who connected may lack the role, the connection may lack a scope, or your Zendesk plan may not include it.';
    return new PermissionError({ ...about, reason: 'zendesk', hint, ownerMessage });
  }
  const of = (more: Omit<ConstructorParameters<typeof ApiError>[0], 'zendeskStatus' | 'body' | 'message'>) =>
    new ApiError({ ...about, zendeskStatus: status, body, ...more });
  // With `redirect: 'manual'` a browser hides the redirect behind status 0.
  if (status === 0 || (status >= 300 && status < 400)) {
    return of({
      code: 'redirect_refused',
      ownerMessage: 'Your Zendesk account has moved to another address. Connect it again with the new one.',
      hint: 'The library never follows a redirect. Check the subdomain: a renamed account answers with redirects. Then connect again.',
    });
  }
  if (status === 404) return of(NOT_FOUND[notFoundCode(body)]);
  if (body.codes?.includes('IdempotentRequestError')) {
    const hint = 'This idempotency key was already used for another request: use a new one for a new ticket.';
    return of({ code: 'idempotency_conflict', status: 409, hint });
  }
  const retryable = status >= 500 || status === 408 || (status === 409 && repeatable);
  return of({ status: status === 409 || status === 422 ? status : 502, retryable });
}

// https://developer.zendesk.com/api-reference/introduction/rate-limits/
const TOO_MANY_UPDATES = {
  userMessage: userMessages.tooManyUpdates,
  ownerMessage: 'Zendesk allows each user 30 updates of a ticket in ten minutes.',
};

/** Reads a header such as `total=30; remaining=0; resets=372`; the last one is in seconds. */
function limitOf(
  headers: Headers,
  name: string,
): { readonly remaining?: number; readonly resets?: number } | undefined {
  const parts = headers.get(name)?.matchAll(/([a-z]+)=(\d{1,9})\b/g);
  return parts && Object.fromEntries([...parts].map(([, part, value]) => [part, Number(value)]));
}

type NotFoundCode = Extract<ApiErrorCode, 'not_found' | 'endpoint_not_found' | 'account_not_found'>;

const NOT_FOUND: Record<
  NotFoundCode,
  Omit<ConstructorParameters<typeof ApiError>[0], 'zendeskStatus' | 'body' | 'message'>
> = {
  not_found: { code: 'not_found', status: 404, userMessage: userMessages.notFound },
  endpoint_not_found: {
    code: 'endpoint_not_found',
    ownerMessage: 'Your Zendesk plan does not include what this needs.',
    hint: 'Zendesk has no such path, or the plan of the account lacks the product behind it.',
  },
  account_not_found: {
    code: 'account_not_found',
    userMessage: userMessages.accountNotFound,
    ownerMessage: 'No Zendesk account answers at this address. If it was renamed or closed, connect the account again.',
    hint: 'Check the subdomain: the account was renamed or closed, or a proxy answered in its place.',
  },
};

/** Only a code such as `RecordNotFound` is about the record. A missing account answers `{}`, "No help desk at …" or a page. */
function notFoundCode({ codes = [] }: ApiError['body']): NotFoundCode {
  if (codes.includes('InvalidEndpoint')) return 'endpoint_not_found';
  return codes.some((code) => /^\w*not_?found$/i.test(code)) ? 'not_found' : 'account_not_found';
}
