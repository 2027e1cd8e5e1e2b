import type { Phrases } from './phrases.js';

/** @internal Formal Dutch. */
export const nl: Phrases = {
  statuses: {
    new: 'Open',
    open: 'Open',
    pending: 'In afwachting',
    hold: 'Open',
    solved: 'Opgelost',
    closed: 'Gesloten',
    archived: 'Gesloten',
  },
  justNow: 'zojuist',
  by: { agent: (name) => `door agent ${name}`, requester: 'door de aanvrager', you: 'door u' },
  updated: (status, when, by) => `${status} — laatst bijgewerkt ${when}${by && ` ${by}`}.`,
  answered: (status, when, by, answeredWhen) =>
    `${status} — laatst bijgewerkt ${when}, laatste antwoord ${by} ${answeredWhen}.`,
  askToCreate: (subject, email) => `Ticket “${subject}” aanmaken${email && ` voor ${email}`}?`,
  askToComment: (id) => `Uw antwoord toevoegen aan ticket #${id}?`,
  created: (id, email) => `Ticket #${id} is aangemaakt${email && ` voor ${email}`}.`,
  createdBefore: (id, email) => `Ticket #${id} was al aangemaakt${email && ` voor ${email}`}.`,
  commented: (id) => `Uw antwoord is toegevoegd aan ticket #${id}.`,
  tickets: (list) => `Laatste tickets: ${list}.`,
  ticket: (id, status, when) => `#${id} ${status}, bijgewerkt ${when}`,
  noTickets: 'Nog geen tickets.',
  userMessages: {
    misconfigured: 'De helpdesk is niet goed ingesteld.',
    invalidInput: 'Sommige gegevens ontbreken of zijn niet geldig.',
    nameMissing: 'Wat is uw naam, alstublieft?',
    emailInvalid: 'Kunt u uw e-mailadres controleren, alstublieft?',
    notAllowed: 'Dat mag ik hier niet doen.',
    notConnected: 'De helpdesk is op dit moment niet verbonden.',
    reconnectRequired: 'De verbinding met de helpdesk is verlopen en moet door de eigenaar worden vernieuwd.',
    storeUnavailable: 'De verbinding met de helpdesk is tijdelijk niet beschikbaar.',
    busy: 'De helpdesk heeft het nu druk. Probeer het over een tijdje opnieuw, alstublieft.',
    unreachable: 'De helpdesk is nu niet bereikbaar. Probeer het over een tijdje opnieuw, alstublieft.',
    accountNotFound: 'De helpdesk is op dit moment niet bereikbaar.',
    unreadable: 'Het antwoord van de helpdesk kon niet worden gelezen.',
    refused: 'De helpdesk kon dat niet uitvoeren.',
    notFound: 'Dat kon ik niet vinden.',
    ticketNotFound:
      'Ik kon dat ticket niet vinden. Controleer het nummer en het e-mailadres waarmee het is aangemaakt, alstublieft.',
    ticketClosed: 'Dat ticket is gesloten. Zal ik een nieuw ticket aanmaken?',
    ticketFull: 'Dat ticket neemt geen antwoorden meer aan. Zal ik een nieuw ticket aanmaken?',
    profileEmailInvalid: 'Ik kan het e-mailadres in uw profiel niet gebruiken. Controleer het daar, alstublieft.',
    tooManyUpdates:
      'Dat ticket is in tien minuten te vaak gewijzigd. Probeer het over een tijdje opnieuw, alstublieft.',
    tooManyTickets: 'Er waren te veel tickets in tien minuten. Probeer het over een tijdje opnieuw, alstublieft.',
    tooManyComments: 'Er waren te veel antwoorden in tien minuten. Probeer het over een tijdje opnieuw, alstublieft.',
    tooManyGuesses:
      'Er waren te veel onjuiste ticketnummers of adressen in tien minuten. Probeer het over een tijdje opnieuw, alstublieft.',
    ticketBusy: 'Dat ticket wordt op dit moment gewijzigd. Probeer het zo opnieuw, alstublieft.',
    requesterUnknown: 'De helpdesk kent u nog niet. Neem op een andere manier contact met ons op, alstublieft.',
    requesterSuspended:
      'De helpdesk neemt geen berichten van dit adres aan. Neem op een andere manier contact met ons op, alstublieft.',
  },
};
