/**
 * What a host adds to every ticket; the model neither sees nor chooses any of it.
 */

import { ConfigurationError } from '../errors.js';
import { englishMessages } from '../schema.js';
import * as z from '../util/zod.js';

/** Zendesk's priorities. */
export type TicketPriority = 'low' | 'normal' | 'high' | 'urgent';

/** Added to every ticket that is created. */
export interface TicketDefaults {
  readonly tags?: readonly string[] | undefined;
  /** By the id of the custom field. */
  readonly customFields?: Readonly<Record<number, string | number | boolean | readonly string[] | null>> | undefined;
  readonly brandId?: number | undefined;
  readonly groupId?: number | undefined;
  readonly ticketFormId?: number | undefined;
  /** The host's own id, such as that of the conversation: Zendesk keeps it with the ticket. */
  readonly externalId?: string | undefined;
  /** Used when the model chooses none. */
  readonly priority?: TicketPriority | undefined;
}

/** @internal */
export const prioritySchema = z.enum(['low', 'normal', 'high', 'urgent']);

const id = z.optional(z.int().check(z.positive()));
const fieldId = z.string().check(z.regex(/^[1-9]\d*$/));
const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const ticketDefaults = z.strictObject({
  tags: z.optional(z.array(z.string().check(z.minLength(1)))),
  customFields: z.optional(z.record(fieldId, fieldValue)),
  brandId: id,
  groupId: id,
  ticketFormId: id,
  externalId: z.optional(z.string()),
  priority: z.optional(prioritySchema),
});

/**
 * @throws ConfigurationError that names the member at fault
 * @internal
 */
export function checkTicketDefaults(value: unknown): TicketDefaults {
  const parsed = z.safeParse(ticketDefaults, value, englishMessages);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at "${issue.path.join('.')}"`;
  throw new ConfigurationError({
    option: 'ticketDefaults',
    problem: `is malformed${where}: ${issue?.message ?? 'invalid'}`,
  });
}
