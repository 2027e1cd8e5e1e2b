/**
 * The routes of the chat, and the one that Zendesk calls when an agent answers.
 */
import { type Context, Hono } from 'hono';
import { ZENDESK_ACTIONS, type ZendeskConnector } from 'zendesk-connector';
import { MemorySeenStore } from 'zendesk-connector/webhooks';
import type { Chat } from '../chat.ts';
import { BOT } from '../people.ts';
import { receive } from '../steps/hear-agents.ts';

export function chatRoutes(chat: Chat, connector: ZendeskConnector, changed: () => void): Hono {
  const app = new Hono();
  const seen = new MemorySeenStore();

  app.post('/zendesk/webhook', (context) => {
    const connection = connector.connection(BOT, { permissions: [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS] });
    return receive(context.req.raw, connection, seen, (event) => {
      if (event.externalId === chat.conversation.id) chat.conversation.hear(event);
      changed();
    });
  });

  app.post('/api/permissions', async (context) => {
    const { granted }: { granted: unknown[] } = await context.req.json();
    chat.grant(granted);
    return done(context);
  });

  app.post('/api/visitor', async (context) => {
    const { email } = await context.req.json();
    chat.visit(email);
    return done(context);
  });

  app.post('/api/chat', async (context) => {
    const form = await context.req.formData();
    const files = form.getAll('files').filter((file) => file instanceof File && file.size > 0) as File[];
    const text = String(form.get('text') ?? '').slice(0, 2_000);
    await chat.conversation.say(text || 'Here is a file.', files);
    return done(context);
  });

  app.post('/api/chat/answer', async (context) => {
    const { id, approved } = await context.req.json();
    await chat.conversation.answer(String(id), approved === true);
    return done(context);
  });

  return app;

  function done(context: Context): Response {
    changed();
    return context.json({});
  }
}
