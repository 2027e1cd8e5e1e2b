/**
 * Finds the code of a failed transport, such as `ENOTFOUND` or `SELF_SIGNED_CERT_IN_CHAIN`.
 */
import { errorCodes } from '../util/error-codes.js';

/** @internal Returns the code of the error, or of the errors behind it. */
export function transportCodeOf(error: unknown): string | undefined {
  try {
    return errorCodes(error).find((code) => /^[A-Z]/.test(code));
  } catch {
    // The error of a foreign transport may throw when it is looked at, and what it throws may quote the request.
    return undefined;
  }
}
