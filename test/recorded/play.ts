/**
 * Plays one answer of Zendesk through the operation that meets it, and spoils an answer in one place.
 */
import { ALL_PERMISSIONS, type ZendeskConnection, ZendeskError } from '../../src/index.js';
import { parseTicketEvent } from '../../src/webhooks/index.js';
import { ANN, CARLA, connectRecorded, json, type Route, secondsAgo } from '../support/recorded-zendesk.js';
import * as bodies from './bodies.js';

/** Which request the answer is for. */
const REQUESTS = {
  createTicket: ['POST', /^\/api\/v2\/tickets\.json$/],
  showTicket: ['GET', /^\/api\/v2\/tickets\/5\.json$/],
  updateTicket: ['PUT', /^\/api\/v2\/tickets\/5\.json$/],
  listComments: ['GET', /^\/api\/v2\/tickets\/5\/comments\.json$/],
  listAudits: ['GET', /^\/api\/v2\/tickets\/5\/audits\.json$/],
  listCustomStatuses: ['GET', /^\/api\/v2\/custom_statuses\.json$/],
  searchUsers: ['GET', /^\/api\/v2\/users\/search\.json$/],
  listIdentities: ['GET', /^\/api\/v2\/users\/7\d\/identities\.json$/],
  listRequested: ['GET', /^\/api\/v2\/users\/77\/tickets\/requested\.json$/],
  searchArticles: ['GET', /^\/api\/v2\/help_center\/articles\/search/],
  issueToken: ['POST', /^\/oauth\/tokens$/],
  showSelf: ['GET', /^\/api\/v2\/users\/me\.json$/],
  listWebhooks: ['GET', /^\/api\/v2\/webhooks$/],
  createWebhook: ['POST', /^\/api\/v2\/webhooks$/],
  showSigningSecret: ['GET', /^\/api\/v2\/webhooks\/[^/]+\/signing_secret$/],
} as const satisfies Record<string, readonly [string, RegExp]>;

export type ZendeskRequest = keyof typeof REQUESTS;

/** What the other requests of an operation are answered with. */
const DEFAULTS: Partial<Record<ZendeskRequest, () => object>> = {
  createTicket: bodies.createdTicket,
  showTicket: bodies.shownTicket,
  updateTicket: bodies.updatedTicket,
  listComments: bodies.comments,
  listAudits: bodies.audits,
  listCustomStatuses: bodies.customStatuses,
  searchUsers: bodies.users,
  listIdentities: bodies.otherIdentities,
  listRequested: bodies.requestedTickets,
  listWebhooks: () => ({ webhooks: [], meta: { has_more: false }, links: { prev: null, next: null } }),
  createWebhook: bodies.createdWebhook,
  showSigningSecret: bodies.signingSecret,
};

/** An answer is JSON with status 200 if it does not say otherwise. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as `text/plain`. */
  readonly body: unknown;
}

type World = Parameters<typeof connectRecorded>[0];
const AUDITS: Partial<World> = { token: { scope: 'read write' } };
const WEBHOOKS: Partial<World> = { token: { scope: 'tickets:read webhooks:read webhooks:write' } };

export type Operation =
  | 'createTicket'
  | 'status'
  | 'statusFromAudits'
  | 'statusOfSecondAddress'
  | 'addComment'
  | 'customerContext'
  | 'listTickets'
  | 'conversation'
  | 'download'
  | 'search'
  | 'solveTicket'
  | 'connect'
  | 'subscribe';

/** Each operation, with the world that it needs. */
const OPERATIONS: Readonly<Record<Operation, readonly [Partial<World>, (bot: ZendeskConnection) => Promise<unknown>]>> =
  {
    createTicket: [{}, (bot) => bot.createTicket({ subject: 'Order 1234', body: 'Where is it?' })],
    status: [{}, (bot) => bot.getTicketStatus({ ticketId: 5 })],
    statusFromAudits: [AUDITS, (bot) => bot.getTicketStatus({ ticketId: 5 })],
    statusOfSecondAddress: [
      { requester: { email: 'ann@private.example' } },
      (bot) => bot.getTicketStatus({ ticketId: 5 }),
    ],
    addComment: [{}, (bot) => bot.addComment({ ticketId: 5, body: 'It is 1234.' }, { idempotencyKey: 'call-1' })],
    customerContext: [{}, (bot) => bot.getCustomerContext()],
    listTickets: [{}, (bot) => bot.listTickets()],
    conversation: [{}, (bot) => bot.getTicketConversation({ ticketId: 5 })],
    download: [{}, (bot) => bot.downloadAttachment({ ticketId: 5, attachmentId: 900 })],
    search: [{}, (bot) => bot.searchHelpCenter({ query: 'reset' })],
    solveTicket: [{}, (bot) => bot.solveTicket({ ticketId: 5 })],
    connect: [{}, (bot) => bot.status()],
    subscribe: [WEBHOOKS, (bot) => bot.subscribe({ url: 'https://bot.example/zendesk/webhook' })],
  };

/** Resolves to the result, or to the error as plain data. */
export async function play(operation: Operation, request: ZendeskRequest, answer: Answer): Promise<unknown> {
  const [world, run] = OPERATIONS[operation];
  const routes = Object.entries(DEFAULTS).map(([name, body]): Route => {
    const [method, path] = REQUESTS[name as ZendeskRequest];
    return [method, path, () => json(method === 'POST' ? 201 : 200, body(), { date: new Date().toUTCString() })];
  });
  const [method, path] = REQUESTS[request];
  const told: Route = [method, path, () => toResponse(answer)];
  const file: Route = ['GET', /^\/attachments\/token\/x\//, () => new Response('%PDF-1.7 the invoice')];
  return outcome(
    connectRecorded({ ...world, routes: [told, ...routes, file] }).then(({ bot, connector }) =>
      run(
        connector.connection(bot.id, {
          permissions: ALL_PERMISSIONS,
          requester: world.requester ?? { email: ANN.email, name: ANN.name },
        }),
      ),
    ),
  );
}

export function playEvent(body: unknown): Promise<unknown> {
  const webhook = { body: typeof body === 'string' ? body : JSON.stringify(body), invocationId: 'invocation-1' };
  return outcome(Promise.resolve().then(() => parseTicketEvent(webhook, { connectedUserId: CARLA.id + 1 }) ?? {}));
}

function toResponse({ status = 200, headers = {}, body }: Answer): Response {
  const all = { date: new Date().toUTCString(), 'x-request-id': 'r-1', ...headers };
  if (typeof body !== 'string') return json(status, body, all);
  return new Response(body, { status, headers: { 'content-type': 'text/plain', ...all } });
}

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof ZendeskError)) throw error;
    const { name, code, status, message, userMessage, ownerMessage, hint, retryable } = error;
    return { ...error, name, code, status, message, userMessage, ownerMessage, hint, retryable };
  }
}

/** Replaces the value at a path such as `ticket.id` or `users.0.email`; `undefined` removes it. */
export function spoil(body: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(body);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let place = copy as Record<string, unknown>;
  for (const name of names) {
    if (typeof place[name] !== 'object' || place[name] === null) throw new Error(`The body has no ${path}`);
    place = place[name] as Record<string, unknown>;
  }
  if (!(last in place)) throw new Error(`The body has no ${path}`);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

export { ANN, CARLA, secondsAgo };
