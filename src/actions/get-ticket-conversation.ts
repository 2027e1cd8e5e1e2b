/**
 * Shows the requester what was said on their ticket: public comments only, fenced because people wrote them.
 */
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { defineAction } from './action.js';
import * as jsonSchemas from './json-schemas.js';
import { loadRuns } from './load-runs.js';
import type { GetTicketConversationInput, TicketConversation } from './read-conversation.js';
import { knownEmailSchema, ticketIdSchema } from './requester-guard.js';
import { updaterSchema } from './updater-schema.js';

const idOnly = toSchema<GetTicketConversationInput>(
  z.strictObject({ ticketId: ticketIdSchema }),
  jsonSchemas.getTicketConversationInput,
);
const idAndEmail = toSchema<GetTicketConversationInput>(
  z.strictObject({ ticketId: ticketIdSchema, email: knownEmailSchema }),
  jsonSchemas.getTicketConversationInputWithEmail,
);

const fileSchema = z.object({ id: z.int(), type: z.optional(z.string()), size: z.optional(z.int()) });

/**
 * Reads the public comments of one ticket; see {@link GetTicketConversationInput}.
 *
 * @example
 * const { background } = await getTicketConversation(bot, { ticketId });
 */
export const getTicketConversation = defineAction<
  GetTicketConversationInput,
  TicketConversation,
  'zendesk_get_ticket_conversation'
>({
  name: 'zendesk_get_ticket_conversation',
  title: 'Read the conversation on a ticket',
  description:
    'Shows the messages between the user and the support team on one support ticket. Use it when the user asks what was answered and gives the number of the ticket.',
  permission: ZENDESK_ACTIONS.READ_TICKET_CONVERSATION,
  scope: ['tickets:read'],
  annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
  inputSchema: (requester) => (requester === 'from-conversation' ? idAndEmail : idOnly),
  outputSchema: toSchema<TicketConversation>(
    z.object({
      ticketId: z.int(),
      comments: z.array(
        z.object({ by: z.optional(updaterSchema), at: z.string(), files: z.optional(z.array(fileSchema)) }),
      ),
      more: z.boolean(),
      summary: z.string(),
      background: z.string(),
    }),
    jsonSchemas.getTicketConversationOutput,
  ),
  run: async (input, context) => (await loadRuns()).readConversation(input, context),
});
