/**
 * Many tickets in one request, as background jobs, and merging.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
 */
import * as f from '../core/fields.js';
import { addJob, inputsOf, jobAnswer, runJob } from '../core/jobs.js';
import { invalidRecord, notFound } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { changeTicket } from './change-ticket.js';
import { requireRoomForComment } from './comment-input.js';
import { createTicket } from './create-ticket.js';
import type { SimulatedTicket } from './ticket-record.js';
import { ticketOf } from './ticket-routes.js';
import { requireNotClosed, updateTicket } from './update-ticket.js';

const WRITE = agents('tickets:write', 'write');
const MERGE = {
  ids: f.ids,
  target_comment: f.text,
  source_comment: f.text,
  target_comment_is_public: f.flag,
  source_comment_is_public: f.flag,
};

export const bulkRoutes: readonly Route[] = [
  { method: 'POST', path: '/tickets/create_many', access: WRITE, answer: createMany },
  { method: 'PUT', path: '/tickets/update_many', access: WRITE, query: ['ids'], answer: updateMany },
  { method: 'DELETE', path: '/tickets/destroy_many', access: WRITE, query: ['ids'], answer: destroyMany },
  { method: 'POST', path: '/tickets/{id}/merge', access: WRITE, answer: merge },
];

function createMany({ store, body, user }: Call): Response {
  return runJob(store, f.objectsIn(body, 'tickets'), (input, index) => {
    const { ticket } = createTicket(store, input, user);
    return { index, id: ticket.id, account_id: 1 };
  });
}

/** The same change of many (`?ids=` and `ticket`), or a change of each (`tickets`, each with its id). */
function updateMany(call: Call): Response {
  const { store, body, query, user } = call;
  const inputs = query.has('ids')
    ? inputsOf(query).map((id): f.Input => ({ ...f.objectIn(body, 'ticket'), ...id }))
    : f.objectsIn(body, 'tickets');
  return runJob(store, inputs, (input, index) => {
    const ticket = ticketOf({ ...call, id: Number(input['id']) });
    updateTicket(store, ticket, input, user);
    return { index, id: ticket.id, action: 'update', status: 'Updated', success: true };
  });
}

function destroyMany(call: Call): Response {
  return runJob(call.store, inputsOf(call.query), ({ id }, index) => {
    const ticket = ticketOf({ ...call, id: Number(id) });
    requireNotClosed(ticket);
    changeTicket(call.store, { ticketId: ticket.id, changes: { status: 'deleted' }, actorId: call.user.id });
    return { index, id: ticket.id, action: 'delete', status: 'Deleted', success: true };
  });
}

/** Closes the sources, each with a comment, and adds a comment to the target. Both are private unless they say otherwise. */
function merge(call: Call): Response {
  const { store, user } = call;
  const target = ticketOf(call);
  requireNotClosed(target);
  const input = f.readFields(MERGE, f.isObject(call.body) ? call.body : {});
  const { ids = [], target_comment: targetText, source_comment: sourceText } = input;
  if (ids.length === 0) throw invalidRecord({ ids: [{ description: 'Ids: cannot be blank', error: 'BlankValue' }] });
  const sources = ids.map((id) => store.find('tickets', id) ?? missing(id));
  for (const { id } of [target, ...sources]) requireRoomForComment(store, id);
  for (const source of sources) {
    requireNotClosed(source);
    const body = sourceText ?? `This request was closed and merged into request #${target.id} "${target.subject}".`;
    const isPublic = input.source_comment_is_public ?? false;
    const comment = { authorId: user.id, body, isPublic };
    const tags = [...source.tags, 'closed_by_merge'];
    const changes = { status: 'closed', tags } as const;
    changeTicket(store, { ticketId: source.id, changes, comment, actorId: user.id, mergedInto: target.id });
  }
  const body =
    targetText ?? sources.map(({ id, subject }) => `Request #${id} "${subject}" was closed and merged.`).join('\n');
  const isPublic = input.target_comment_is_public ?? false;
  changeTicket(store, {
    ticketId: target.id,
    changes: {},
    comment: { authorId: user.id, body, isPublic },
    actorId: user.id,
  });
  return jobAnswer(store, addJob(store, [{ index: 0, id: target.id, action: 'merge', success: true }]));
}

function missing(id: number): SimulatedTicket {
  throw notFound(`ticket ${id}`);
}
