/**
 * The codes of an error, such as `ENOTFOUND`, `42P01` or `SELF_SIGNED_CERT_IN_CHAIN`. A code holds no secret, unlike the
 * message of the error, which may quote the request or the statement.
 */

const CODE = /^[A-Z0-9_]{3,64}$/;
const MAX_DEPTH = 5;

/**
 * Returns the codes of an error and of the errors behind it. The innermost comes first: it says more, such as
 * `ENOTFOUND` where the outer one says that a fetch failed.
 *
 * @internal
 */
export function errorCodes(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return [];
  const { code, errno, cause, original, errors } = error as { readonly [key: string]: unknown };
  const behind = [cause, original, ...(Array.isArray(errors) ? errors : [])];
  // Bun has the SQLSTATE of PostgreSQL in `errno`.
  const own = [errno, code].filter((one): one is string => typeof one === 'string' && CODE.test(one));
  return [...behind.flatMap((inner) => errorCodes(inner, depth + 1)), ...own];
}
