/**
 * Marks a ticket of the requester as solved: "That solved it, thanks."
 */
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { defineAction } from './action.js';
import * as jsonSchemas from './json-schemas.js';
import { loadRuns } from './load-runs.js';
import { knownEmailSchema, ticketIdSchema } from './requester-guard.js';
import type { SolvedTicket, SolveTicketInput } from './solve-once.js';

const idOnly = toSchema<SolveTicketInput>(z.strictObject({ ticketId: ticketIdSchema }), jsonSchemas.solveTicketInput);
const idAndEmail = toSchema<SolveTicketInput>(
  z.strictObject({ ticketId: ticketIdSchema, email: knownEmailSchema }),
  jsonSchemas.solveTicketInputWithEmail,
);

/**
 * Marks one ticket as solved; see {@link SolveTicketInput}.
 *
 * @example
 * const { summary } = await solveTicket(bot, { ticketId }); // Ticket #42 is solved.
 */
export const solveTicket = defineAction<SolveTicketInput, SolvedTicket, 'zendesk_solve_ticket'>({
  name: 'zendesk_solve_ticket',
  title: 'Mark a ticket as solved',
  description:
    'Marks one support ticket as solved. Use it only when the user says that the problem behind the ticket is solved, and only after they agreed.',
  permission: ZENDESK_ACTIONS.SOLVE_TICKET,
  scope: ['tickets:read', 'tickets:write'],
  annotations: { readOnly: false, destructive: false, idempotent: true, requiresConfirmation: true },
  inputSchema: (requester) => (requester === 'from-conversation' ? idAndEmail : idOnly),
  outputSchema: toSchema<SolvedTicket>(
    z.object({ ticketId: z.int(), status: z.string(), replayed: z.boolean(), summary: z.string() }),
    jsonSchemas.solveTicketOutput,
  ),
  question: ({ ticketId }, { phrases }) => phrases.askToSolve(ticketId),
  run: async (input, context) => (await loadRuns()).solveOnce(input, context),
});
