/**
 * The codes that a driver gives to its errors, such as `42P01`, `ECONNREFUSED` or `READONLY`.
 */

const CODE = /^[A-Z0-9_]{3,40}$/;
// Drivers are wrapped by ORMs, and attempts at several addresses by an AggregateError.
const MAX_DEPTH = 4;

/**
 * Returns the codes of an error and of what caused it, the most telling first. A code never holds a value.
 *
 * @internal
 */
export function errorCodes(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth === MAX_DEPTH) return [];
  const { code, errno, message, cause, original, errors } = error as Record<string, unknown>;
  // Redis puts its code first in the message.
  const [, redisCode] = /^([A-Z]{3,20}) /.exec(String(message)) ?? [];
  const own = [errno, code, redisCode].filter((one): one is string => typeof one === 'string' && CODE.test(one));
  const [first] = Array.isArray(errors) ? errors : [];
  return [...own, ...[cause, original, first].flatMap((inner) => errorCodes(inner, depth + 1))];
}
