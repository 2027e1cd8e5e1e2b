/**
 * How long to wait for a part of Zendesk that does not know a token yet that its token endpoint has just issued.
 */

/** @internal Milliseconds between one look and the next. */
export const PROPAGATION_PAUSES: readonly number[] = [250, 500, 1_000];
