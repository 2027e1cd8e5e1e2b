/**
 * Properties of an input as models write them: null for what is left out, and the number of a ticket as text. The JSON
 * Schema that a model sees names neither.
 */
import * as z from '../util/zod.js';

/** @internal A property that may be left out, for which null counts as left out. */
export function optionalOrNull<T>(schema: z.ZodMiniType<T>) {
  const withoutNull = z.transform((written: unknown): unknown => (written === null ? undefined : written));
  return z.optional(z.pipe(withoutNull, z.optional(schema as z.ZodMiniType<T, unknown>)));
}

/** @internal The number of a ticket: `42`, `"42"` or `"#42"`. */
export function ticketNumber(description: string) {
  const fromText = z.transform((written: unknown): unknown => {
    const [, digits] = (typeof written === 'string' && /^#?(\d+)$/.exec(written)) || [];
    return digits === undefined ? written : Number(digits);
  });
  const number: z.ZodMiniType<number, unknown> = z.int().check(z.positive(), z.describe(description));
  return z.pipe(fromText, number);
}
