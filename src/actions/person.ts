/**
 * Schemas for what a model says about people. An address is a search term at Zendesk, so it is held to a pattern in
 * which nothing can be an operator.
 */
import * as z from 'zod/mini';

/** @internal Unlike the patterns of HTML and RFC 5322, this one has no `*`, quotes or spaces. Never relax it. */
export const emailSchema = z.email().check(
  z.maxLength(254),
  z.refine((email) => !email.startsWith('-'), 'must not start with a minus sign'),
);

/** @internal */
export const requesterSchema = z.strictObject({
  email: emailSchema.check(z.describe('The e-mail address that the user gave. Ask for it; never invent one.')),
  name: z.optional(
    z
      .string()
      .check(z.maxLength(200), z.describe('The name that the user gave. Needed if they never wrote in before.')),
  ),
});
