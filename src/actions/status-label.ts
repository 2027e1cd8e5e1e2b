/**
 * The status of a ticket as end users see it, custom statuses included.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/
 */

import { ZendeskError } from '../errors.js';
import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';
import type { ActionContext } from './action.js';
import { oneLine, shorten } from './plain-text.js';
import { statusLabel } from './summaries.js';
import type { WireTicket } from './wire.js';

const customStatusesResponse = toSchema(
  z.object({
    custom_statuses: z.array(
      z.object({
        id: z.int(),
        agent_label: z.nullish(z.string()),
        end_user_label: z.nullish(z.string()),
        default: z.nullish(z.boolean()),
      }),
    ),
  }),
);

/**
 * How to name the status of these tickets: by the account's own label of a custom status, else in the connection's
 * language.
 *
 * @internal
 */
export async function statusLabeler(
  tickets: readonly WireTicket[],
  context: ActionContext,
): Promise<(ticket: WireTicket) => string> {
  const custom = tickets.some((ticket) => ticket.custom_status_id) ? await customLabels(context) : undefined;
  return (ticket) => custom?.get(ticket.custom_status_id ?? 0) ?? statusLabel(ticket.status, context.locale);
}

/** Labels of the statuses that an admin added; they change rarely, so they are remembered for a while. */
async function customLabels(context: ActionContext): Promise<ReadonlyMap<number, string>> {
  const { subdomain } = await context.account();
  const known = context.memory.statusLabels.get(subdomain);
  if (known !== undefined) return known;
  let labels: ReadonlyMap<number, string> = new Map();
  try {
    const { body } = await context.send('GET', '/api/v2/custom_statuses.json', { schema: customStatusesResponse });
    labels = new Map(
      body.custom_statuses
        // The default ones stand for the status itself, which we can say in the connection's language.
        .filter((status) => !status.default)
        .map(
          ({ id, end_user_label, agent_label }) =>
            [id, shorten(oneLine(end_user_label || agent_label || ''), 60)] as const,
        )
        .filter(([, label]) => label !== ''),
    );
  } catch (error) {
    // Which scope this takes is not documented. The status itself is known, so nothing fails for want of its label.
    if (!(error instanceof ZendeskError) || error.retryable) return labels;
  }
  context.memory.statusLabels.set(subdomain, labels);
  return labels;
}
