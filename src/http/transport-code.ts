/**
 * Finds the code of a failed transport, such as `ENOTFOUND` or `SELF_SIGNED_CERT_IN_CHAIN`.
 */
import { errorCodes } from '../util/error-codes.js';

/** @internal Returns the code of the error, or of the errors behind it. */
export function transportCodeOf(error: unknown): string | undefined {
  return errorCodes(error).find((code) => /^[A-Z]/.test(code));
}
