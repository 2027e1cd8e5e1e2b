/**
 * Marks a ticket as solved, once: with the ticket itself, because `solved` of a request changes nothing under the token
 * of an agent.
 */
import { ApiError, NetworkError, TicketError, ZendeskError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import { sleep } from '../util/sleep.js';
import type { ActionContext } from './action.js';
import { listRefused, refusedFields } from './refusal.js';
import { isClosed, isNotFound, notFound, readOwnTicket } from './requester-guard.js';
import {
  changedAtEachTry,
  forgetBackgrounds,
  isAmbiguous,
  isClosedTicket,
  MAX_UPDATE_ATTEMPTS,
  oneAtATime,
} from './ticket-updates.js';
import { ticketResponse, type WireTicket } from './wire.js';

/** What a model supplies to mark a ticket as solved. */
export interface SolveTicketInput {
  readonly ticketId: number;
  /** Only for an anonymous visitor, who must know the requester's e-mail address as well. */
  readonly email?: string | undefined;
}

/** The ticket that is solved now, or was so before. */
export interface SolvedTicket {
  readonly ticketId: number;
  /** Zendesk's name of the status that the ticket has now. */
  readonly status: string;
  /** True when nothing was changed now because the ticket was solved before. */
  readonly replayed: boolean;
  /** "Ticket #42 is solved." */
  readonly summary: string;
}

/** @internal */
export function solveOnce(input: SolveTicketInput, context: ActionContext): Promise<SolvedTicket> {
  return oneAtATime(input.ticketId, context, () => solve(input, context));
}

async function solve({ ticketId, email }: SolveTicketInput, context: ActionContext): Promise<SolvedTicket> {
  // Whether an update of this call may have come through.
  let ambiguous = false;
  try {
    for (let attempt = 1; ; attempt++) {
      const { ticket, email: requesterEmail } = await readOwnTicket(ticketId, email, context);
      if (ticket.status === 'solved') return toResult(ticket, !ambiguous, context);
      if (isClosed(ticket)) throw alreadyClosed();
      try {
        const updated = await update(ticket, context).finally(() => forgetBackgrounds(requesterEmail, context));
        return toResult(updated, false, context);
      } catch (error) {
        const isConflict = error instanceof ApiError && error.zendeskStatus === 409;
        if (!isConflict && !isAmbiguous(error)) throw error;
        if (!isConflict) ambiguous = true;
        if (attempt === MAX_UPDATE_ATTEMPTS) throw isConflict ? changedAtEachTry(error) : error;
        // Look before it is sent again: it may have come through, or someone else may have solved the ticket.
        await sleep(100 * attempt * Math.random());
      }
    }
  } catch (error) {
    throw ambiguous && error instanceof ZendeskError ? new NetworkError({ timedOut: false, ambiguous: true }) : error;
  }
}

async function update({ id }: WireTicket, context: ActionContext): Promise<WireTicket> {
  const { body } = await context
    .send('PUT', `/api/v2/tickets/${id}.json`, { body: { ticket: { status: 'solved' } }, schema: ticketResponse })
    .catch(explainRefusal);
  const { status } = body.ticket;
  if (status === 'solved' || isClosed(body.ticket)) return body.ticket;
  throw agentNeeded(`Zendesk left the ticket ${status}`, 'Your Zendesk account keeps this ticket from being solved.');
}

function explainRefusal(error: unknown): never {
  if (isNotFound(error)) throw notFound();
  if (!(error instanceof ApiError) || error.zendeskStatus !== 422) throw error;
  if (isClosedTicket(error)) throw alreadyClosed();
  const { body, request, requestId } = error;
  const listed = listRefused(refusedFields(body)) || (body.description ?? body.error ?? 'an unknown reason');
  const why = `Zendesk does not let the ticket be solved because of ${listed}`;
  throw agentNeeded(why, `Your Zendesk account demands something to solve a ticket: ${listed}.`, {
    request,
    requestId,
  });
}

function toResult({ id, status }: WireTicket, replayed: boolean, { phrases }: ActionContext): SolvedTicket {
  return { ticketId: id, status, replayed, summary: phrases.solved(id) };
}

/** An account may demand fields of a ticket before it is solved, which agents fill in. */
function agentNeeded(message: string, ownerMessage: string, about: object = {}): TicketError {
  return new TicketError({
    ...about,
    code: 'ticket_field_rejected',
    message,
    userMessage: userMessages.agentMustSolve,
    ownerMessage,
    hint: 'Tell the user that an agent has to mark the ticket as solved. The end user cannot correct it.',
  });
}

function alreadyClosed(): TicketError {
  return new TicketError({
    code: 'ticket_closed',
    message: 'The ticket is closed: Zendesk takes no more changes of it',
    userMessage: userMessages.alreadyClosed,
    hint: 'Tell the user that the ticket is closed already. There is nothing left to do.',
  });
}
