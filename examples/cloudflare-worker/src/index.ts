/**
 * A chatbot backend on Cloudflare Workers: Hono, D1 for all that the library keeps, and `waitUntil` of each request.
 */
import { type Context, Hono } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import {
  OWNER_PERMISSIONS,
  PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS,
  ZendeskConnector,
  ZendeskError,
} from 'zendesk-connector';
import {
  type D1Client,
  SqliteRateLimiter,
  SqliteSeenStore,
  SqliteTokenStore,
} from 'zendesk-connector/sqlite-token-store';
import { receiveTicketEvents } from 'zendesk-connector/webhooks';

interface Env {
  readonly Bindings: {
    readonly DB: D1Client;
    readonly ORIGIN: string;
    readonly ZENDESK_CLIENT_ID: string;
    readonly ZENDESK_CLIENT_SECRET: string;
    readonly ZENDESK_ENCRYPTION_KEY: string;
    readonly SESSION_SECRET: string;
    readonly OWNER_PASSWORD: string;
  };
}

const BOT = 'bot-1';
let shared: ZendeskConnector | undefined;

/** One for the isolate. Bindings come with a request, so the first request creates it. */
function connectorOf({ env }: Context<Env>): ZendeskConnector {
  shared ??= new ZendeskConnector({
    clientId: env.ZENDESK_CLIENT_ID,
    clientSecret: env.ZENDESK_CLIENT_SECRET,
    redirectUri: `${env.ORIGIN}/zendesk/callback`,
    scope: ['tickets:read', 'tickets:write', 'users:read', 'webhooks:read', 'webhooks:write'],
    encryptionKey: env.ZENDESK_ENCRYPTION_KEY,
    tokenStore: new SqliteTokenStore(env.DB),
    rateLimiter: new SqliteRateLimiter(env.DB),
  });
  return shared;
}

function waitUntilOf({ executionCtx }: Context<Env>): (work: Promise<unknown>) => void {
  return (work) => executionCtx.waitUntil(work);
}

function ownerOf(context: Context<Env>) {
  const options = { permissions: OWNER_PERMISSIONS, waitUntil: waitUntilOf(context) };
  return connectorOf(context).connection(BOT, options);
}

const app = new Hono<Env>();

app.onError((error, context) => {
  if (!(error instanceof ZendeskError)) throw error;
  return context.json({ error: error.userMessage, code: error.code }, error.status as 400);
});

// The bot owner. Put your own sign-in in the place of this password.
app.post('/sign-in', async (context) => {
  const { password } = await context.req.parseBody();
  if (typeof password !== 'string' || password !== context.env.OWNER_PASSWORD)
    return context.text('Wrong password', 403);
  const options = { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' } as const;
  await setSignedCookie(context, 'session', crypto.randomUUID(), context.env.SESSION_SECRET, options);
  return context.body(null, 204);
});

async function sessionOf(context: Context<Env>): Promise<string | undefined> {
  return (await getSignedCookie(context, context.env.SESSION_SECRET, 'session')) || undefined;
}

app.use('/zendesk/*', async (context, next) => {
  if (context.req.path !== '/zendesk/webhook' && !(await sessionOf(context))) return context.text('Sign in first', 401);
  return next();
});

app.post('/zendesk/connect', async (context) => {
  const { subdomain } = await context.req.parseBody();
  const session = (await sessionOf(context)) ?? '';
  const { url } = await ownerOf(context).connect({
    subdomain: String(subdomain),
    session,
    returnTo: '/zendesk/status',
  });
  return context.redirect(url.href, 303);
});

app.get('/zendesk/callback', async (context) => {
  const options = { session: (await sessionOf(context)) ?? '', waitUntil: waitUntilOf(context) };
  const { returnTo = '/' } = await connectorOf(context).handleCallback(context.req.raw, options);
  await ownerOf(context).subscribe({ url: `${context.env.ORIGIN}/zendesk/webhook` });
  return context.redirect(returnTo, 303);
});

app.get('/zendesk/status', async (context) => context.json(await ownerOf(context).status()));

app.post('/zendesk/disconnect', async (context) => context.json(await ownerOf(context).disconnect()));

// An agent's reply comes back to the conversation.
app.post('/zendesk/webhook', (context) => {
  const permissions = [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS];
  const connection = connectorOf(context).connection(BOT, { permissions, waitUntil: waitUntilOf(context) });
  const options = { connection, seen: new SqliteSeenStore(context.env.DB), onError: console.error };
  return receiveTicketEvents(context.req.raw, options, async (event) => {
    const [bot, conversation] = event.externalId?.split('/') ?? [];
    if (event.type !== 'agent_replied' || bot !== BOT || conversation === undefined) return;
    const statement = context.env.DB.prepare('INSERT INTO replies (conversation, text) VALUES (?, ?)');
    await statement.bind(conversation, event.comment.plainText).all();
  });
});

// The chat of a visitor who is not signed in: they give an address, and nothing is known of it. The id of a conversation
// is a secret of its visitor, such as `crypto.randomUUID()`.
app.post('/chat/:conversation', async (context) => {
  const { name, email, subject, body } =
    await context.req.json<Record<'name' | 'email' | 'subject' | 'body', string>>();
  const bot = connectorOf(context).connection(BOT, {
    permissions: PUBLIC_BOT_PERMISSIONS,
    requester: 'from-conversation',
    waitUntil: waitUntilOf(context),
    ticketDefaults: { externalId: `${BOT}/${context.req.param('conversation')}` },
  });
  const { ticketId } = await bot.createTicket({ subject, body, requester: { name, email } });
  const { summary } = await bot.getTicketStatus({ ticketId, email });
  return context.json({ ticketId, summary });
});

app.get('/chat/:conversation', async (context) => {
  const statement = context.env.DB.prepare('SELECT text FROM replies WHERE conversation = ? ORDER BY id');
  return context.json((await statement.bind(context.req.param('conversation')).all()).results);
});

export default app;
