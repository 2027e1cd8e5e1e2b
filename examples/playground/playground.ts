/**
 * The playground: a host with one bot, its owner's page, its chat and, if it is simulated, its Zendesk.
 */
import type { LanguageModel } from 'ai';
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { streamSSE } from 'hono/streaming';
import { type ConnectorEvent, OWNER_PERMISSIONS, PUBLIC_BOT_PERMISSIONS, ZendeskError } from 'zendesk-connector';
import type { ZendeskSimulator } from 'zendesk-connector/testing';
import { proposalsFor } from './bot/proposals.ts';
import { Changes } from './changes.ts';
import { Chat } from './chat.ts';
import { Desk } from './desk.ts';
import { BOT, CHAT_PERMISSIONS, CUSTOMERS } from './people.ts';
import { chatRoutes } from './routes/chat-routes.ts';
import { deskRoutes } from './routes/desk-routes.ts';
import { ownerRoutes } from './routes/owner-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { createConnector, type OAuthClient } from './steps/create-connector.ts';

export interface PlaygroundOptions {
  /** Where the page is reached. */
  readonly origin: string;
  readonly client: OAuthClient;
  /** Absent when it is a real Zendesk. */
  readonly zendesk?: ZendeskSimulator | undefined;
  /** One for each conversation. */
  readonly createModel: () => LanguageModel;
  readonly modelName: string;
  /** Where Zendesk reaches `/zendesk/webhook` of this host, over https; absent when it cannot. */
  readonly webhookUrl?: string | undefined;
}

const SCOPE = ['tickets:read', 'tickets:write', 'users:read', 'ticket_attachments:write'];
const WEBHOOK_SCOPE = ['webhooks:read', 'webhooks:write'];
const MAX_EVENTS = 200;

export function createPlayground(options: PlaygroundOptions): Hono {
  const { origin, client, zendesk, createModel, modelName, webhookUrl } = options;
  const changes = new Changes();
  const events: ConnectorEvent[] = [];
  const desk = zendesk && new Desk(zendesk);
  const connector = createConnector(client, {
    redirectUri: `${origin}/zendesk/callback`,
    scope: [...SCOPE, ...(webhookUrl === undefined ? [] : WEBHOOK_SCOPE)],
    onEvent(event) {
      events.push(event);
      if (events.length > MAX_EVENTS) events.shift();
      if (event.type === 'connect.succeeded') desk?.show(event.subdomain);
      changes.tell();
    },
  });
  const owner = connector.connection(BOT, { permissions: OWNER_PERMISSIONS });
  const chat = new Chat({ connector, createModel, changed: changes.tell });

  const app = new Hono();
  app.use(csrf());
  app.onError((error, context) => {
    if (!(error instanceof ZendeskError)) throw error;
    // With another status a browser would put it on its console, too.
    return context.json({ problem: error.userMessage });
  });
  app.route('/', ownerRoutes({ connector, owner, webhookUrl, isSimulated: desk !== undefined, changed: changes.tell }));
  app.route('/', chatRoutes(chat, connector, changes.tell));
  if (desk !== undefined) app.route('/', deskRoutes(desk, changes.tell));
  app.route('/', pageRoutes());

  app.get('/api/state', async (context) => {
    const status = await owner.status();
    const { conversation, permissions, visitor } = chat;
    return context.json({
      status,
      chatPermissions: CHAT_PERMISSIONS,
      publicPermissions: PUBLIC_BOT_PERMISSIONS,
      permissions,
      customers: CUSTOMERS,
      visitor: visitor ?? null,
      modelName,
      lines: conversation.lines,
      proposals: proposalsFor(conversation.lines, visitor === undefined),
      events,
      hasSecret: client.clientSecret !== undefined,
      canListen: webhookUrl !== undefined,
      desk: desk ? { subdomain: desk.account.subdomain, tickets: desk.tickets(), isOut: desk.isOut } : null,
    });
  });

  app.get('/api/changes', (context) =>
    streamSSE(context, async (stream) => {
      const tell = () => void stream.writeSSE({ data: 'changed' });
      const stop = changes.listen(tell);
      tell();
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
    }),
  );
  return app;
}
