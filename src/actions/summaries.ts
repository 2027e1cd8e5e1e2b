/**
 * The human sentences of results: "Pending — last updated 2 hours ago by agent Carla."
 * Times by Intl; words from a small catalog. A language that is not in it gets English as a whole, never a mixture.
 */
import { LruCache } from '../util/lru-cache.js';

/** Who last changed a ticket, when that is known. */
export type Updater =
  | { readonly kind: 'agent'; readonly name: string }
  /** The person whose ticket it is. */
  | { readonly kind: 'requester' };

interface Words {
  readonly statuses: Readonly<Record<string, string>>;
  readonly updated: (status: string, when: string) => string;
  readonly updatedByAgent: (status: string, when: string, name: string) => string;
  readonly updatedByRequester: (status: string, when: string) => string;
  readonly created: (id: number, email: string) => string;
  readonly createdBefore: (id: number, email: string) => string;
  readonly commented: (id: number) => string;
  readonly tickets: (list: string) => string;
  readonly ticket: (id: number, status: string, when: string) => string;
  readonly noTickets: string;
}

const en: Words = {
  statuses: { new: 'New', open: 'Open', pending: 'Pending', hold: 'On hold', solved: 'Solved', closed: 'Closed' },
  updated: (status, when) => `${status} — last updated ${when}.`,
  updatedByAgent: (status, when, name) => `${status} — last updated ${when} by agent ${name}.`,
  updatedByRequester: (status, when) => `${status} — last updated ${when} by the requester.`,
  created: (id, email) => `Ticket #${id} was created for ${email}.`,
  createdBefore: (id, email) => `Ticket #${id} had already been created for ${email}.`,
  commented: (id) => `Your answer was added to ticket #${id}.`,
  tickets: (list) => `Latest tickets: ${list}.`,
  ticket: (id, status, when) => `#${id} ${status}, updated ${when}`,
  noTickets: 'No tickets yet.',
};

const CATALOG: Readonly<Record<string, Words>> = {
  en,
  de: {
    statuses: {
      new: 'Neu',
      open: 'Offen',
      pending: 'Wartend',
      hold: 'Angehalten',
      solved: 'Gelöst',
      closed: 'Geschlossen',
    },
    updated: (status, when) => `${status} — zuletzt aktualisiert ${when}.`,
    updatedByAgent: (status, when, name) => `${status} — zuletzt aktualisiert ${when} von ${name} (Support).`,
    updatedByRequester: (status, when) => `${status} — zuletzt aktualisiert ${when} vom Anfragesteller.`,
    created: (id, email) => `Ticket #${id} wurde für ${email} erstellt.`,
    createdBefore: (id, email) => `Ticket #${id} war für ${email} bereits erstellt worden.`,
    commented: (id) => `Ihre Antwort wurde zu Ticket #${id} hinzugefügt.`,
    tickets: (list) => `Letzte Tickets: ${list}.`,
    ticket: (id, status, when) => `#${id} ${status}, aktualisiert ${when}`,
    noTickets: 'Noch keine Tickets.',
  },
  es: {
    statuses: {
      new: 'Nuevo',
      open: 'Abierto',
      pending: 'Pendiente',
      hold: 'En espera',
      solved: 'Resuelto',
      closed: 'Cerrado',
    },
    updated: (status, when) => `${status} — última actualización ${when}.`,
    updatedByAgent: (status, when, name) => `${status} — última actualización ${when} por el agente ${name}.`,
    updatedByRequester: (status, when) => `${status} — última actualización ${when} por el solicitante.`,
    created: (id, email) => `Se ha creado el ticket n.º ${id} para ${email}.`,
    createdBefore: (id, email) => `El ticket n.º ${id} ya se había creado para ${email}.`,
    commented: (id) => `Tu respuesta se ha añadido al ticket n.º ${id}.`,
    tickets: (list) => `Últimos tickets: ${list}.`,
    ticket: (id, status, when) => `n.º ${id} ${status}, actualizado ${when}`,
    noTickets: 'Todavía no hay tickets.',
  },
  fr: {
    statuses: {
      new: 'Nouveau',
      open: 'Ouvert',
      pending: 'En attente',
      hold: 'En pause',
      solved: 'Résolu',
      closed: 'Clos',
    },
    updated: (status, when) => `${status} — dernière mise à jour ${when}.`,
    updatedByAgent: (status, when, name) => `${status} — dernière mise à jour ${when} par l’agent ${name}.`,
    updatedByRequester: (status, when) => `${status} — dernière mise à jour ${when} par le demandeur.`,
    created: (id, email) => `Le ticket nº ${id} a été créé pour ${email}.`,
    createdBefore: (id, email) => `Le ticket nº ${id} avait déjà été créé pour ${email}.`,
    commented: (id) => `Votre réponse a été ajoutée au ticket nº ${id}.`,
    tickets: (list) => `Derniers tickets : ${list}.`,
    ticket: (id, status, when) => `nº ${id} ${status}, mis à jour ${when}`,
    noTickets: 'Aucun ticket pour le moment.',
  },
  it: {
    statuses: {
      new: 'Nuovo',
      open: 'Aperto',
      pending: 'In attesa',
      hold: 'Sospeso',
      solved: 'Risolto',
      closed: 'Chiuso',
    },
    updated: (status, when) => `${status} — ultimo aggiornamento ${when}.`,
    updatedByAgent: (status, when, name) => `${status} — ultimo aggiornamento ${when} dall’agente ${name}.`,
    updatedByRequester: (status, when) => `${status} — ultimo aggiornamento ${when} dal richiedente.`,
    created: (id, email) => `Il ticket n. ${id} è stato creato per ${email}.`,
    createdBefore: (id, email) => `Il ticket n. ${id} era già stato creato per ${email}.`,
    commented: (id) => `La tua risposta è stata aggiunta al ticket n. ${id}.`,
    tickets: (list) => `Ultimi ticket: ${list}.`,
    ticket: (id, status, when) => `n. ${id} ${status}, aggiornato ${when}`,
    noTickets: 'Ancora nessun ticket.',
  },
  nl: {
    statuses: {
      new: 'Nieuw',
      open: 'Open',
      pending: 'In afwachting',
      hold: 'In de wacht',
      solved: 'Opgelost',
      closed: 'Gesloten',
    },
    updated: (status, when) => `${status} — laatst bijgewerkt ${when}.`,
    updatedByAgent: (status, when, name) => `${status} — laatst bijgewerkt ${when} door agent ${name}.`,
    updatedByRequester: (status, when) => `${status} — laatst bijgewerkt ${when} door de aanvrager.`,
    created: (id, email) => `Ticket #${id} is aangemaakt voor ${email}.`,
    createdBefore: (id, email) => `Ticket #${id} was al aangemaakt voor ${email}.`,
    commented: (id) => `Je antwoord is toegevoegd aan ticket #${id}.`,
    tickets: (list) => `Laatste tickets: ${list}.`,
    ticket: (id, status, when) => `#${id} ${status}, bijgewerkt ${when}`,
    noTickets: 'Nog geen tickets.',
  },
  pt: {
    statuses: {
      new: 'Novo',
      open: 'Aberto',
      pending: 'Pendente',
      hold: 'Em espera',
      solved: 'Resolvido',
      closed: 'Fechado',
    },
    updated: (status, when) => `${status} — última atualização ${when}.`,
    updatedByAgent: (status, when, name) => `${status} — última atualização ${when} pelo agente ${name}.`,
    updatedByRequester: (status, when) => `${status} — última atualização ${when} pelo solicitante.`,
    created: (id, email) => `O ticket n.º ${id} foi criado para ${email}.`,
    createdBefore: (id, email) => `O ticket n.º ${id} já tinha sido criado para ${email}.`,
    commented: (id) => `A sua resposta foi adicionada ao ticket n.º ${id}.`,
    tickets: (list) => `Últimos tickets: ${list}.`,
    ticket: (id, status, when) => `n.º ${id} ${status}, atualizado ${when}`,
    noTickets: 'Ainda não há tickets.',
  },
};

/** @internal "Pending" in the language of the locale; a status that is not known is shown as Zendesk names it. */
export function statusLabel(status: string, locale: string): string {
  const { statuses } = wordsFor(locale).words;
  const known = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  return known ?? status.charAt(0).toUpperCase() + status.slice(1);
}

/** @internal "Pending — last updated 2 hours ago by agent Carla." */
export function describeStatus(
  status: { readonly label: string; readonly updatedAt: string; readonly updatedBy?: Updater | undefined },
  { locale, now }: SummaryContext,
): string {
  const { words } = wordsFor(locale);
  const when = relativeTimes({ locale, now })(status.updatedAt);
  if (status.updatedBy === undefined) return words.updated(status.label, when);
  return status.updatedBy.kind === 'agent'
    ? words.updatedByAgent(status.label, when, status.updatedBy.name)
    : words.updatedByRequester(status.label, when);
}

/** @internal "Ticket #42 was created for ann@example.com." */
export function describeCreated(ticketId: number, email: string, replayed: boolean, locale: string): string {
  const { words } = wordsFor(locale);
  return replayed ? words.createdBefore(ticketId, email) : words.created(ticketId, email);
}

/** @internal "Latest tickets: #42 Pending, updated 2 hours ago; #40 Solved, updated 3 days ago." */
export function describeTickets(
  tickets: readonly { readonly ticketId: number; readonly statusLabel: string; readonly updatedAt: string }[],
  { locale, now }: SummaryContext,
): string {
  const { words } = wordsFor(locale);
  if (tickets.length === 0) return words.noTickets;
  const relativeTime = relativeTimes({ locale, now });
  const list = tickets.map(({ ticketId, statusLabel, updatedAt }) =>
    words.ticket(ticketId, statusLabel, relativeTime(updatedAt)),
  );
  return words.tickets(list.join('; '));
}

/** @internal "Your answer was added to ticket #42." */
export function describeCommented(id: number, locale: string): string {
  return wordsFor(locale).words.commented(id);
}

/** @internal */
export interface SummaryContext {
  readonly locale: string;
  /** Milliseconds since the epoch by Zendesk's clock. */
  readonly now: number;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "2 hours ago", for as many times as there are: the formatter is what costs. */
function relativeTimes({ locale, now }: SummaryContext): (time: string) => string {
  const formatter = formatterFor(wordsFor(locale).tag);
  return (time) => {
    // What lies in the future is a clock that differs. It and everything within a minute is "now".
    const seconds = (now - Date.parse(time)) / 1000;
    const [unit, length] =
      UNITS.find(([, length]) => seconds >= length) ?? (['second', Number.POSITIVE_INFINITY] as const);
    return formatter.format(-Math.floor(Math.max(0, seconds) / length), unit);
  };
}

// To make a formatter costs more than all else in a summary.
const formatters = new LruCache<Intl.RelativeTimeFormat>({ maxEntries: 100, maxAge: Number.POSITIVE_INFINITY });

function formatterFor(tag: string): Intl.RelativeTimeFormat {
  const known = formatters.get(tag);
  if (known !== undefined) return known;
  const formatter = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  formatters.set(tag, formatter);
  return formatter;
}

function wordsFor(locale: string): { readonly words: Words; readonly tag: string } {
  // A canonical tag begins with its language.
  const words = CATALOG[locale.replace(/-.*/, '').toLowerCase()];
  return words === undefined ? { words: en, tag: 'en' } : { words, tag: locale };
}
