/**
 * The playground's server: the routes of a host that has one bot, and what its page wants to know. The simulator, if
 * there is one, answers its consent page here as well.
 */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import type { LanguageModel } from 'ai';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { streamSSE } from 'hono/streaming';
import {
  type ConnectorEvent,
  generateEncryptionKey,
  MemoryTokenStore,
  OWNER_PERMISSIONS,
  type Permission,
  PUBLIC_BOT_PERMISSIONS,
  type Requester,
  ZENDESK_ACTIONS,
  ZendeskConnector,
  type ZendeskConnectorOptions,
  ZendeskError,
} from 'zendesk-connector';
import type { SimulatedUser, ZendeskSimulator } from 'zendesk-connector/testing';
import { MemorySeenStore, receiveTicketEvents } from 'zendesk-connector/webhooks';
import { Conversation } from './conversation.ts';

export interface PlaygroundOptions {
  /** Where the page is reached. */
  readonly origin: string;
  readonly client: Pick<ZendeskConnectorOptions, 'clientId' | 'clientSecret' | 'fetch'>;
  /** Absent when it is a real Zendesk. */
  readonly zendesk?: ZendeskSimulator | undefined;
  /** One for each conversation. */
  readonly createModel: () => LanguageModel;
  readonly modelName: string;
  /** Where Zendesk reaches `/zendesk/webhook` of this host, over https; absent when it cannot. */
  readonly webhookUrl?: string | undefined;
}

const BOT = 'demo-bot';
const CUSTOMERS = [
  { email: 'ann@customer.example', name: 'Ann Customer' },
  { email: 'bob@customer.example', name: 'Bob Customer' },
];
// What the page can grant the chat.
const ACTION_PERMISSIONS: readonly Permission[] = [
  ...PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS.ADD_COMMENT,
  ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT,
  ZENDESK_ACTIONS.LIST_TICKETS,
  ZENDESK_ACTIONS.READ_TICKET_CONVERSATION,
  ZENDESK_ACTIONS.SOLVE_TICKET,
];
const WEBHOOK_SCOPE = ['webhooks:read', 'webhooks:write'];
const MAX_EVENTS = 200;

export function createPlayground(options: PlaygroundOptions): Hono {
  const { origin, client, zendesk, createModel, modelName, webhookUrl } = options;
  const events: ConnectorEvent[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const connector = new ZendeskConnector({
    ...client,
    redirectUri: `${origin}/zendesk/callback`,
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    scope: ['tickets:read', 'tickets:write', 'users:read', ...(webhookUrl === undefined ? [] : WEBHOOK_SCOPE)],
    onEvent(event) {
      events.push(event);
      if (events.length > MAX_EVENTS) events.shift();
      changed();
    },
  });
  const owner = connector.connection(BOT, { permissions: OWNER_PERMISSIONS });

  // What the page can change about the bot and its visitor.
  let permissions: readonly Permission[] = ACTION_PERMISSIONS;
  let visitor: string | undefined = CUSTOMERS[0]?.email;
  let conversation = converse();
  let isOut = false;
  let endOutage = () => {};

  function converse(): Conversation {
    const customer = CUSTOMERS.find(({ email }) => email === visitor);
    const requester: Requester = customer ?? 'from-conversation';
    const who = customer === undefined ? 'The visitor is anonymous.' : `The visitor is ${customer.name}.`;
    const instructions = `You are the support bot of Acme. Offer to create a ticket when you cannot help. ${who}`;
    const id = crypto.randomUUID();
    const connection = connector.connection(BOT, { permissions, requester, ticketDefaults: { externalId: id } });
    return new Conversation(id, connection, createModel(), instructions, changed);
  }

  const app = new Hono();
  app.use(csrf());
  app.onError((error, context) => {
    if (!(error instanceof ZendeskError)) throw error;
    const { code, userMessage, hint, status } = error;
    return context.json({ error: code, message: userMessage, hint }, status as 400);
  });

  // ── What every host has: connect, callback, disconnect. The rest of this file is show.

  app.post('/zendesk/connect', async (context) => {
    const { subdomain } = await context.req.parseBody();
    try {
      const session = getCookie(context, 'session') ?? '';
      const { url } = await owner.connect({ subdomain: String(subdomain), session });
      // The simulator's consent page is at home here.
      return context.redirect(zendesk === undefined ? url.href : url.pathname + url.search, 303);
    } catch (error) {
      return backWithProblem(context, error);
    }
  });

  app.get('/zendesk/callback', async (context) => {
    try {
      await connector.handleCallback(context.req.raw, { session: getCookie(context, 'session') });
      return context.redirect('/', 303);
    } catch (error) {
      return backWithProblem(context, error);
    }
  });

  app.post('/api/disconnect', async (context) => context.json(await owner.disconnect()));

  const seen = new MemorySeenStore();
  app.post('/zendesk/webhook', (context) => {
    const connection = connector.connection(BOT, { permissions: [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS] });
    return receiveTicketEvents(context.req.raw, { connection, seen, onError: console.error }, (event) => {
      if (event.externalId === conversation.id) conversation.hear(event);
      changed();
    });
  });

  // ── The bot

  app.get('/api/diagnosis', async (context) => context.json(await owner.diagnose()));

  app.post('/api/replies', async (context) => {
    const { listen } = await context.req.json();
    if (listen === true) await owner.subscribe({ url: webhookUrl ?? '' });
    else await owner.unsubscribe();
    return done(context);
  });

  app.post('/api/settings', async (context) => {
    const { customerContextOnSessionStart } = await context.req.json();
    await owner.updateSettings({ customerContextOnSessionStart });
    return done(context);
  });

  app.post('/api/permissions', async (context) => {
    const { granted }: { granted: unknown[] } = await context.req.json();
    permissions = ACTION_PERMISSIONS.filter((permission) => granted.includes(permission));
    conversation = converse();
    return done(context);
  });

  app.post('/api/visitor', async (context) => {
    const { email } = await context.req.json();
    visitor = CUSTOMERS.find((customer) => customer.email === email)?.email;
    conversation = converse();
    return done(context);
  });

  app.post('/api/chat', async (context) => {
    const { text } = await context.req.json();
    await conversation.say(String(text).slice(0, 2_000));
    return done(context);
  });

  app.post('/api/chat/answer', async (context) => {
    const { id, approved } = await context.req.json();
    await conversation.answer(String(id), approved === true);
    return done(context);
  });

  app.get('/api/state', async (context) => {
    const status = await owner.status();
    return context.json({
      status,
      actionPermissions: ACTION_PERMISSIONS,
      publicPermissions: PUBLIC_BOT_PERMISSIONS,
      permissions,
      customers: CUSTOMERS,
      visitor: visitor ?? null,
      modelName,
      lines: conversation.lines,
      events,
      isOut,
      canListen: webhookUrl !== undefined,
      tickets: zendesk === undefined ? null : ticketsOf(zendesk),
    });
  });

  app.get('/api/changes', (context) =>
    streamSSE(context, async (stream) => {
      const tell = () => void stream.writeSSE({ data: 'changed' });
      listeners.add(tell);
      tell();
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      listeners.delete(tell);
    }),
  );

  // ── The other side: the simulated Zendesk

  if (zendesk !== undefined) {
    const account = zendesk.account('acme');
    const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
    for (const customer of CUSTOMERS) account.addUser({ ...customer, role: 'end-user' });
    seed(zendesk, carla);
    app.all('/oauth/*', (context) => zendesk.fetch(context.req.raw));

    app.post('/api/zendesk/answer', async (context) => {
      const { ticketId, body, status } = await context.req.json();
      account.addComment(Number(ticketId), { author: carla, body: String(body), status });
      return done(context);
    });

    const tricks: Readonly<Record<string, () => void>> = {
      expire: () => account.expireAccessTokens(),
      revoke: () => account.revokeTokens(),
      'rate-limit': () => {
        const body = { error: 'APIRateLimitExceeded' };
        zendesk.fault({ path: '/api/v2/*' }, { status: 429, headers: { 'retry-after': '30' }, body, times: 1 });
      },
      outage() {
        isOut = !isOut;
        endOutage();
        endOutage = isOut ? zendesk.fault({ path: /^\/(api|oauth\/tokens)/ }, { status: 503 }) : () => {};
      },
    };
    app.post('/api/zendesk/:trick', (context) => {
      const trick = tricks[context.req.param('trick')];
      if (trick === undefined) return context.notFound();
      trick();
      return done(context);
    });
  }

  // ── The page

  const asset = (name: string) => readFile(new URL(`page/${name}`, import.meta.url), 'utf8');
  app.get('/', async (context) => {
    if (getCookie(context, 'session') === undefined) {
      setCookie(context, 'session', crypto.randomUUID(), { httpOnly: true, sameSite: 'Lax' });
    }
    return context.html(await asset('index.html'));
  });
  app.get('/page/style.css', async (context) =>
    context.body(await asset('style.css'), 200, { 'content-type': 'text/css' }),
  );
  app.get('/page/:file{[a-z-]+\\.ts}', async (context) =>
    script(context, stripTypeScriptTypes(await asset(context.req.param('file')))),
  );
  app.get('/preact.js', async (context) => {
    const path = new URL(import.meta.resolve('htm/preact/standalone'));
    return script(context, await readFile(path, 'utf8'));
  });
  app.get('/favicon.ico', (context) => context.body(null, 204));
  return app;

  function done(context: Context): Response {
    changed();
    return context.json({});
  }
}

function script(context: Context, code: string): Response {
  return context.body(code, 200, { 'content-type': 'text/javascript' });
}

/** Errors of connecting are shown on the page, in words for people. */
function backWithProblem(context: Context, error: unknown): Response {
  if (!(error instanceof ZendeskError)) throw error;
  return context.redirect(`/?problem=${encodeURIComponent(error.userMessage)}`, 303);
}

function seed(zendesk: ZendeskSimulator, agent: SimulatedUser): void {
  const account = zendesk.account('acme');
  const ann = account.users.find(({ email }) => email === CUSTOMERS[0]?.email);
  if (ann === undefined) return;
  const { id } = account.addTicket({
    requester: ann,
    subject: 'Invoice of October is wrong',
    body: 'It says 2 seats.',
  });
  account.addComment(id, { author: agent, body: 'Corrected, sorry.', status: 'solved' });
  account.addArticle({
    title: 'Add a seat to your plan',
    body: '<p>Open <b>Billing</b>, then choose “Add a seat”. The next invoice has it.</p>',
  });
}

function ticketsOf(zendesk: ZendeskSimulator) {
  const account = zendesk.account('acme');
  return account.tickets
    .map(({ id, subject, status, requester_id }) => ({
      ...{ id, subject, status },
      requester: account.users.find((user) => user.id === requester_id)?.name ?? '',
      comments: account.comments(id).map(({ plain_body, author_id }) => ({
        text: plain_body,
        author: account.users.find((user) => user.id === author_id)?.name ?? '',
      })),
    }))
    .toReversed();
}
