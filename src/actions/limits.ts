/**
 * Limits of this library on what a chatbot can be made to do. Each says so itself: the help desk is not busy then.
 */
import { RateLimitedError, type RateLimitReason } from '../errors.js';
import type { RateLimit } from '../stores/rate-limiter.js';
import type { ActionContext } from './action.js';

type OwnLimit = Exclude<RateLimitReason, 'zendesk' | 'ticket_updates'>;

const COUNTED: Record<OwnLimit, string> = {
  tickets: 'too many tickets',
  comments: 'too many answers',
  guesses: 'too many wrong ticket numbers or addresses',
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
  { connectionId, rateLimiter }: ActionContext,
): Promise<() => Promise<void>> {
  const counted: string[] = [];
  const takeBack = async () => {
    for (const key of counted) await rateLimiter.giveBack?.(key);
  };
  let wait = 0;
  for (const [limit, ...parts] of limits) {
    const key = `zendesk-connector:${reason}:${JSON.stringify([connectionId, ...parts])}`;
    wait = await rateLimiter.take(key, limit);
    if (wait > 0) break;
    counted.push(key);
  }
  if (wait === 0) return takeBack;
  await takeBack();
  throw new RateLimitedError({
    reason,
    retryAfter: wait,
    message: `This connection had ${COUNTED[reason]} in ten minutes`,
    userMessage: `There were ${COUNTED[reason]} in ten minutes. Please try again in a little while.`,
    ownerMessage: `This chatbot reached a limit of its own: ${COUNTED[reason]} in ten minutes.`,
  });
}
