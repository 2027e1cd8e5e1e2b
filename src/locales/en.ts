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
  created: (id, email) => `Ticket #${id} was created${email && ` for ${email}`}.`,
  createdBefore: (id, email) => `Ticket #${id} had already been created${email && ` for ${email}`}.`,
  commented: (id) => `Your answer was added to ticket #${id}.`,
  tickets: (list) => `Latest tickets: ${list}.`,
  ticket: (id, status, when) => `#${id} ${status}, updated ${when}`,
  noTickets: 'No tickets yet.',
  userMessages,
};
