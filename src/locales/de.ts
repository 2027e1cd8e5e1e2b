import type { Phrases } from './phrases.js';

/** @internal Formal German. */
export const de: Phrases = {
  statuses: {
    new: 'Offen',
    open: 'Offen',
    pending: 'Wartend',
    hold: 'Offen',
    solved: 'Gelöst',
    closed: 'Geschlossen',
    archived: 'Geschlossen',
  },
  justNow: 'gerade eben',
  by: { agent: (name) => `von ${name} (Support)`, requester: 'vom Anfragesteller', you: 'von Ihnen' },
  updated: (status, when, by) => `${status} — zuletzt aktualisiert ${when}${by && ` ${by}`}.`,
  answered: (status, when, by, answeredWhen) =>
    `${status} — zuletzt aktualisiert ${when}, letzte Antwort ${by} ${answeredWhen}.`,
  askToCreate: (subject, email) => `Soll das Ticket „${subject}“${email && ` für ${email}`} erstellt werden?`,
  askToComment: (id) => `Soll Ihre Antwort zu Ticket #${id} hinzugefügt werden?`,
  created: (id, email) => `Ticket #${id} wurde${email && ` für ${email}`} erstellt.`,
  createdBefore: (id, email) => `Ticket #${id} war${email && ` für ${email}`} bereits erstellt worden.`,
  commented: (id) => `Ihre Antwort wurde zu Ticket #${id} hinzugefügt.`,
  tickets: (list) => `Letzte Tickets: ${list}.`,
  ticket: (id, status, when) => `#${id} ${status}, aktualisiert ${when}`,
  noTickets: 'Noch keine Tickets.',
  userMessages: {
    misconfigured: 'Der Helpdesk ist nicht richtig eingerichtet.',
    invalidInput: 'Einige Angaben fehlen oder sind ungültig.',
    nameMissing: 'Wie heißen Sie, bitte?',
    emailInvalid: 'Könnten Sie bitte Ihre E-Mail-Adresse überprüfen?',
    notAllowed: 'Das darf ich hier nicht.',
    notConnected: 'Der Helpdesk ist zurzeit nicht verbunden.',
    reconnectRequired: 'Die Verbindung zum Helpdesk ist abgelaufen und muss vom Betreiber erneuert werden.',
    storeUnavailable: 'Die Verbindung zum Helpdesk steht vorübergehend nicht zur Verfügung.',
    busy: 'Der Helpdesk ist gerade ausgelastet. Bitte versuchen Sie es in Kürze noch einmal.',
    unreachable: 'Der Helpdesk ist gerade nicht erreichbar. Bitte versuchen Sie es in Kürze noch einmal.',
    accountNotFound: 'Der Helpdesk ist zurzeit nicht erreichbar.',
    unreadable: 'Die Antwort des Helpdesks war nicht lesbar.',
    refused: 'Das konnte der Helpdesk nicht ausführen.',
    notFound: 'Das konnte ich nicht finden.',
    ticketNotFound:
      'Dieses Ticket konnte ich nicht finden. Bitte prüfen Sie die Nummer und die E-Mail-Adresse, mit der es erstellt wurde.',
    ticketClosed: 'Dieses Ticket ist geschlossen. Soll ich ein neues erstellen?',
    ticketFull: 'Dieses Ticket nimmt keine weiteren Antworten an. Soll ich ein neues erstellen?',
    profileEmailInvalid: 'Die E-Mail-Adresse in Ihrem Profil kann ich nicht verwenden. Bitte prüfen Sie sie dort.',
    tooManyUpdates: 'Dieses Ticket wurde in zehn Minuten zu oft geändert. Bitte versuchen Sie es in Kürze noch einmal.',
    tooManyTickets: 'In zehn Minuten wurden zu viele Tickets erstellt. Bitte versuchen Sie es in Kürze noch einmal.',
    tooManyComments: 'In zehn Minuten kamen zu viele Antworten. Bitte versuchen Sie es in Kürze noch einmal.',
    tooManyGuesses:
      'In zehn Minuten gab es zu viele falsche Ticketnummern oder Adressen. Bitte versuchen Sie es in Kürze noch einmal.',
    ticketBusy: 'Dieses Ticket wird gerade geändert. Bitte versuchen Sie es gleich noch einmal.',
    requesterUnknown: 'Der Helpdesk kennt Sie noch nicht. Bitte kontaktieren Sie uns auf anderem Weg.',
    requesterSuspended:
      'Von dieser Adresse nimmt der Helpdesk keine Nachrichten an. Bitte kontaktieren Sie uns auf anderem Weg.',
  },
};
