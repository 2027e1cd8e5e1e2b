/**
 * Limits of this library on what a chatbot can be made to do. Each says so itself: the help desk is not busy then.
 */
import { RateLimitedError, type RateLimitReason } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import type { RateLimit } from '../stores/rate-limiter.js';
import type { ActionContext } from './action.js';

type OwnLimit = Exclude<RateLimitReason, 'zendesk' | 'ticket_updates'>;

const EXCESS: Record<OwnLimit, { readonly count: string; readonly userMessage: string }> = {
  tickets: { count: 'too many tickets', userMessage: userMessages.tooManyTickets },
  comments: { count: 'too many answers', userMessage: userMessages.tooManyComments },
  guesses: { count: 'too many wrong ticket numbers or addresses', userMessage: userMessages.tooManyGuesses },
};

/**
 * Counts one event against limits of the connection.
 *
 * @param limits each with what it is counted for, besides the connection
 * @returns a function that takes the event back
 * @throws RateLimitedError if a limit is reached; nothing is counted then
 * @internal
 */
export async function enforceLimits(
  reason: OwnLimit,
  limits: readonly (readonly [RateLimit, ...(string | number)[]])[],
  { clientId, connectionId, rateLimiter }: ActionContext,
): Promise<() => Promise<void>> {
  const counted: string[] = [];
  const takeBack = async () => {
    for (const key of counted) await rateLimiter.giveBack?.(key);
  };
  let wait = 0;
  for (const [limit, ...parts] of limits) {
    const key = `zendesk-connector:${reason}:${JSON.stringify([clientId, connectionId, ...parts])}`;
    wait = await rateLimiter.take(key, limit);
    if (wait > 0) break;
    counted.push(key);
  }
  if (wait === 0) return takeBack;
  await takeBack();
  const { count, userMessage } = EXCESS[reason];
  throw new RateLimitedError({
    reason,
    retryAfter: wait,
    message: `This connection had ${count} in ten minutes`,
    userMessage,
    ownerMessage: `This chatbot reached a limit of its own: ${count} in ten minutes.`,
  });
}
