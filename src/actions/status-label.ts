/**
 * Names the status of a ticket as end users see it: in the account's own words where it has some, else in ours.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/
 */

import { ZendeskError } from '../errors.js';
import { schemaOfAnswer } from '../schema.js';
import { oneLine, shorten } from '../util/plain-text.js';
import { flag, integer, listOf, maybe, members, type Shaped, text } from '../util/shape.js';
import type { ActionContext } from './action.js';
import type { StatusLabels } from './action-memory.js';
import { statusLabel } from './summaries.js';
import type { WireTicket } from './wire.js';

const customStatus = members({
  id: integer,
  agent_label: maybe(text),
  raw_agent_label: maybe(text),
  end_user_label: maybe(text),
  raw_end_user_label: maybe(text),
  default: maybe(flag),
});
const customStatusesResponse = schemaOfAnswer(members({ custom_statuses: listOf(customStatus) }));

const MAX_LABEL = 60;

/** @internal Returns a function that names the status of each of these tickets. */
export async function statusLabeler(
  tickets: readonly WireTicket[],
  context: ActionContext,
): Promise<(ticket: WireTicket) => string> {
  const labels = tickets.some((ticket) => ticket.custom_status_id) ? await accountLabels(context) : undefined;
  return (ticket) => labels?.get(ticket.custom_status_id ?? 0) ?? statusLabel(ticket.status, context.phrases);
}

/** Reads the labels once for all calls that need them now, and keeps them, because they change rarely. */
async function accountLabels(context: ActionContext): Promise<StatusLabels | undefined> {
  const { subdomain, scope } = await context.account();
  const { statusLabels, unreadableStatusLabels, statusLabelReads } = context.memory;
  // By connection and scope, because another connection may be allowed to read them.
  const key = JSON.stringify([context.connectionId, subdomain, scope]);
  const known = statusLabels.get(key) ?? unreadableStatusLabels.get(key);
  if (known !== undefined) return known;
  return context.optional(async (send) => {
    const read = async () => {
      const { body } = await send('GET', '/api/v2/custom_statuses.json', { schema: customStatusesResponse });
      return new Map(body.custom_statuses.flatMap((status) => ownLabel(status) ?? []));
    };
    try {
      const { value } = await statusLabelReads.run(key, read, isTransient);
      statusLabels.set(key, value);
      return value;
    } catch (error) {
      // A refusal is remembered for a while, so that each call does not ask again. An accident is not.
      if (!isTransient(error)) unreadableStatusLabels.set(key, new Map());
      throw error;
    }
  });
}

function isTransient(error: unknown): boolean {
  return !(error instanceof ZendeskError) || error.retryable;
}

/** A label that begins with `{{zd.` is Zendesk's own, in the language of the connected user, so ours is better. */
function ownLabel(status: Shaped<typeof customStatus>): readonly [id: number, label: string][] | undefined {
  const { id, end_user_label, raw_end_user_label, agent_label, raw_agent_label, default: isDefault } = status;
  const candidates = [
    { label: end_user_label, raw: raw_end_user_label },
    { label: agent_label, raw: raw_agent_label },
  ];
  for (const { label, raw } of candidates) {
    const text = shorten(oneLine(label || raw || ''), MAX_LABEL);
    const isZendesks = raw ? /^\s*\{\{\s*zd\./.test(raw) : isDefault && text !== '';
    if (isZendesks) return undefined;
    // A placeholder that Zendesk has not resolved says nothing.
    if (text !== '' && !text.startsWith('{{')) return [[id, text]];
  }
  return undefined;
}
