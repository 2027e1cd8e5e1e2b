/**
 * Finds the code of a failed transport, such as `ENOTFOUND` or `SELF_SIGNED_CERT_IN_CHAIN`. A code holds no secret, unlike the
 * message of the error, which may quote the request.
 */

const MAX_DEPTH = 5;

/** @internal Returns the code of the error, or of the errors behind it. */
export function transportCodeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return undefined;
  const { code, cause, errors } = error as { readonly [key: string]: unknown };
  const behind = [cause, ...(Array.isArray(errors) ? errors : [])];
  // The innermost code says more: "ENOTFOUND" where the outer one says that a fetch failed.
  for (const inner of behind) {
    const found = transportCodeOf(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,63}$/.test(code) ? code : undefined;
}
