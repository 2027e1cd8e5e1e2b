import type { Phrases } from './phrases.js';

/** @internal Formal French. */
export const fr: Phrases = {
  statuses: {
    new: 'Ouvert',
    open: 'Ouvert',
    pending: 'En attente',
    hold: 'Ouvert',
    solved: 'Résolu',
    closed: 'Clos',
    archived: 'Clos',
  },
  justNow: 'à l’instant',
  by: { agent: (name) => `par l’agent ${name}`, requester: 'par le demandeur', you: 'par vous' },
  updated: (status, when, by) => `${status} — dernière mise à jour ${when}${by && ` ${by}`}.`,
  answered: (status, when, by, answeredWhen) =>
    `${status} — dernière mise à jour ${when}, dernière réponse ${by} ${answeredWhen}.`,
  askToCreate: (subject, email) => `Créer le ticket « ${subject} »${email && ` pour ${email}`} ?`,
  askToComment: (id) => `Ajouter votre réponse au ticket nº ${id} ?`,
  created: (id, email) => `Le ticket nº ${id} a été créé${email && ` pour ${email}`}.`,
  createdBefore: (id, email) => `Le ticket nº ${id} avait déjà été créé${email && ` pour ${email}`}.`,
  commented: (id) => `Votre réponse a été ajoutée au ticket nº ${id}.`,
  tickets: (list) => `Derniers tickets : ${list}.`,
  ticket: (id, status, when) => `nº ${id} ${status}, mis à jour ${when}`,
  noTickets: 'Aucun ticket pour le moment.',
  userMessages: {
    misconfigured: 'Le support n’est pas configuré correctement.',
    invalidInput: 'Certaines informations manquent ou ne sont pas valides.',
    nameMissing: 'Quel est votre nom, s’il vous plaît ?',
    emailInvalid: 'Pourriez-vous vérifier votre adresse e-mail, s’il vous plaît ?',
    notAllowed: 'Je ne suis pas autorisé à faire cela ici.',
    notConnected: 'Le support n’est pas connecté pour le moment.',
    reconnectRequired: 'La connexion au support a expiré et doit être renouvelée par son propriétaire.',
    storeUnavailable: 'La connexion au support est temporairement indisponible.',
    busy: 'Le support est très sollicité en ce moment. Veuillez réessayer dans un instant.',
    unreachable: 'Le support est injoignable pour l’instant. Veuillez réessayer dans un instant.',
    accountNotFound: 'Le support est injoignable pour le moment.',
    unreadable: 'La réponse du support n’a pas pu être lue.',
    refused: 'Le support n’a pas pu faire cela.',
    notFound: 'Je n’ai pas trouvé cela.',
    ticketNotFound:
      'Je n’ai pas trouvé ce ticket. Veuillez vérifier son numéro et l’adresse e-mail avec laquelle il a été créé.',
    ticketClosed: 'Ce ticket est clos. Voulez-vous que j’en ouvre un nouveau ?',
    ticketFull: 'Ce ticket n’accepte plus de réponses. Voulez-vous que j’en ouvre un nouveau ?',
    profileEmailInvalid: 'Je ne peux pas utiliser l’adresse e-mail de votre profil. Veuillez la vérifier.',
    tooManyUpdates: 'Ce ticket a été modifié trop souvent en dix minutes. Veuillez réessayer dans un instant.',
    tooManyTickets: 'Il y a eu trop de tickets en dix minutes. Veuillez réessayer dans un instant.',
    tooManyComments: 'Il y a eu trop de réponses en dix minutes. Veuillez réessayer dans un instant.',
    tooManyGuesses:
      'Il y a eu trop de numéros de ticket ou d’adresses incorrects en dix minutes. Veuillez réessayer dans un instant.',
    ticketBusy: 'Ce ticket est en cours de modification. Veuillez réessayer dans un moment.',
    requesterUnknown: 'Le support ne vous connaît pas encore. Veuillez nous contacter par un autre moyen.',
    requesterSuspended:
      'Le support n’accepte pas de messages de cette adresse. Veuillez nous contacter par un autre moyen.',
  },
};
