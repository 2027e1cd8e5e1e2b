import type { Phrases } from './phrases.js';
import * as userMessages from './user-messages.js';

/** @internal */
export const en: Phrases = {
  statuses: {
    new: 'Open',
    open: 'Open',
    pending: 'Pending',
    hold: 'Open',
    solved: 'Solved',
    closed: 'Closed',
    archived: 'Closed',
  },
  justNow: 'just now',
  by: { agent: (name) => `by agent ${name}`, requester: 'by the requester', you: 'by you' },
  updated: (status, when, by) => `${status} — last updated ${when}${by && ` ${by}`}.`,
  answered: (status, when, by, answeredWhen) => `${status} — last updated ${when}, last answer ${by} ${answeredWhen}.`,
  askToCreate: (subject, email) => `Create the ticket “${subject}”${email && ` for ${email}`}?`,
  askToComment: (id) => `Add your answer to ticket #${id}?`,
  askToSolve: (id) => `Mark ticket #${id} as solved?`,
  created: (id, email) => `Ticket #${id} was created${email && ` for ${email}`}.`,
  createdBefore: (id, email) => `Ticket #${id} had already been created${email && ` for ${email}`}.`,
  commented: (id) => `Your answer was added to ticket #${id}.`,
  solved: (id) => `Ticket #${id} is solved.`,
  messages: (id, count, when, by) => `Messages on ticket #${id}: ${count}, the last one ${when}${by && ` ${by}`}.`,
  noMessages: (id) => `There are no messages on ticket #${id}.`,
  tickets: (list) => `Latest tickets: ${list}.`,
  ticket: (id, status, when) => `#${id} ${status}, updated ${when}`,
  noTickets: 'No tickets yet.',
  noSuchTickets: 'No tickets with that status.',
  articles: (count) => `Articles found: ${count}.`,
  noArticles: 'I found no article on that.',
  userMessages,
};
