import type { Phrases } from './phrases.js';

/** @internal Formal Italian. */
export const it: Phrases = {
  statuses: {
    new: 'Aperto',
    open: 'Aperto',
    pending: 'In attesa',
    hold: 'Aperto',
    solved: 'Risolto',
    closed: 'Chiuso',
    archived: 'Chiuso',
  },
  justNow: 'proprio ora',
  by: { agent: (name) => `dall’agente ${name}`, requester: 'dal richiedente', you: 'da Lei' },
  updated: (status, when, by) => `${status} — ultimo aggiornamento ${when}${by && ` ${by}`}.`,
  answered: (status, when, by, answeredWhen) =>
    `${status} — ultimo aggiornamento ${when}, ultima risposta ${by} ${answeredWhen}.`,
  askToCreate: (subject, email) => `Creare il ticket «${subject}»${email && ` per ${email}`}?`,
  askToComment: (id) => `Aggiungere la Sua risposta al ticket n. ${id}?`,
  created: (id, email) => `Il ticket n. ${id} è stato creato${email && ` per ${email}`}.`,
  createdBefore: (id, email) => `Il ticket n. ${id} era già stato creato${email && ` per ${email}`}.`,
  commented: (id) => `La Sua risposta è stata aggiunta al ticket n. ${id}.`,
  tickets: (list) => `Ultimi ticket: ${list}.`,
  ticket: (id, status, when) => `n. ${id} ${status}, aggiornato ${when}`,
  noTickets: 'Ancora nessun ticket.',
  userMessages: {
    misconfigured: 'L’assistenza non è configurata correttamente.',
    invalidInput: 'Alcuni dati mancano o non sono validi.',
    nameMissing: 'Qual è il Suo nome, per favore?',
    emailInvalid: 'Potrebbe controllare il Suo indirizzo e-mail, per favore?',
    notAllowed: 'Qui non mi è consentito farlo.',
    notConnected: 'Al momento l’assistenza non è collegata.',
    reconnectRequired: 'Il collegamento all’assistenza è scaduto e deve essere rinnovato dal proprietario.',
    storeUnavailable: 'Il collegamento all’assistenza non è temporaneamente disponibile.',
    busy: 'L’assistenza è molto occupata in questo momento. Riprovi tra poco, per favore.',
    unreachable: 'L’assistenza non è raggiungibile in questo momento. Riprovi tra poco, per favore.',
    accountNotFound: 'Al momento l’assistenza non è raggiungibile.',
    unreadable: 'Non è stato possibile leggere la risposta dell’assistenza.',
    refused: 'L’assistenza non ha potuto eseguire la richiesta.',
    notFound: 'Non l’ho trovato.',
    ticketNotFound:
      'Non ho trovato questo ticket. Controlli il numero e l’indirizzo e-mail con cui è stato creato, per favore.',
    ticketClosed: 'Questo ticket è chiuso. Vuole che ne apra uno nuovo?',
    ticketFull: 'Questo ticket non accetta altre risposte. Vuole che ne apra uno nuovo?',
    profileEmailInvalid: 'Non posso usare l’indirizzo e-mail del Suo profilo. Lo controlli lì, per favore.',
    tooManyUpdates: 'Questo ticket è stato modificato troppo spesso in dieci minuti. Riprovi tra poco, per favore.',
    tooManyTickets: 'Ci sono stati troppi ticket in dieci minuti. Riprovi tra poco, per favore.',
    tooManyComments: 'Ci sono state troppe risposte in dieci minuti. Riprovi tra poco, per favore.',
    tooManyGuesses:
      'Ci sono stati troppi numeri di ticket o indirizzi errati in dieci minuti. Riprovi tra poco, per favore.',
    ticketBusy: 'Questo ticket è in corso di modifica. Riprovi tra un momento, per favore.',
    requesterUnknown: 'L’assistenza non La conosce ancora. Ci contatti in un altro modo, per favore.',
    requesterSuspended:
      'L’assistenza non accetta messaggi da questo indirizzo. Ci contatti in un altro modo, per favore.',
  },
};
