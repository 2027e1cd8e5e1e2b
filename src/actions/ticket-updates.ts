/**
 * What the updates of a ticket have in common: which tickets take none, and what is known after an update that failed.
 */
import { ApiError, NetworkError, RateLimitedError, ResponseFormatError, type ZendeskFieldError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import type { ActionContext } from './action.js';
import { backgroundKey } from './action-memory.js';
import { isKnownRequester, requesterName } from './find-requester.js';

/** @internal How often an update is tried. */
export const MAX_UPDATE_ATTEMPTS = 3;

/** @internal Runs one update of a ticket at a time, because what one looks for another may be about to write. */
export function oneAtATime<T>(
  ticketId: number,
  { connectionId, memory }: ActionContext,
  update: () => Promise<T>,
): Promise<T> {
  return memory.updateMutex.run(JSON.stringify([connectionId, ticketId]), update);
}

/** @internal Whether Zendesk refused an update (422) because the ticket is closed. Zendesk documents no code for it. */
export function isClosedTicket({ body }: ApiError): boolean {
  const { codes = [], details = {} } = body;
  const refused: readonly ZendeskFieldError[] = [
    body,
    ...codes.map((error) => ({ error })),
    ...Object.values(details).flat(),
  ];
  return refused.some(
    ({ error, description = '' }) => error === 'ClosedTicket' || /closed prevents ticket update/i.test(description),
  );
}

/** @internal After a refusal nothing was done. A 503 that says when to come again is a {@link RateLimitedError}. */
export function isAmbiguous(error: unknown): boolean {
  if (error instanceof NetworkError) return error.ambiguous;
  const status = error instanceof ApiError || error instanceof RateLimitedError ? (error.zendeskStatus ?? 0) : 0;
  return status >= 500 || error instanceof ResponseFormatError;
}

/** @internal Nothing was changed, so the same call may succeed in a moment. */
export function changedAtEachTry({ body, request, requestId }: ApiError): ApiError {
  return new ApiError({
    zendeskStatus: 409,
    status: 409,
    body,
    request,
    requestId,
    retryable: true,
    message: 'Others changed the ticket at each try to update it',
    userMessage: userMessages.ticketBusy,
    hint: 'Nothing was changed. Call again with the same idempotency key.',
  });
}

/**
 * Also after an update that failed, because it may have come through. An update by an internal assistant changes the
 * background of the person whose ticket it is.
 *
 * @internal
 */
export function forgetBackgrounds(
  requesterEmail: string | undefined,
  { connectionId, requester, memory }: ActionContext,
): void {
  const own = isKnownRequester(requester) ? requester : undefined;
  const byAddress = requesterEmail === undefined ? undefined : { email: requesterEmail };
  for (const known of [byAddress, own]) {
    if (known !== undefined) memory.backgrounds.delete(backgroundKey(connectionId, requesterName(known)));
  }
}
