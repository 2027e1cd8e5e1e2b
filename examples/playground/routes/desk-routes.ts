/**
 * The other side: Zendesk's consent page, and what an agent does.
 */
import { Hono } from 'hono';
import { type AgentAnswer, type Desk, SUBDOMAINS } from '../desk.ts';

export function deskRoutes(desk: Desk, changed: () => void): Hono {
  const app = new Hono();

  for (const subdomain of SUBDOMAINS) {
    const host = `${subdomain}.zendesk.com`;
    app.all(`/${host}/oauth/*`, (context) => {
      const { pathname, search } = new URL(context.req.url);
      return desk.zendesk.fetch(new Request(`https:/${pathname}${search}`, context.req.raw));
    });
  }

  app.post('/api/zendesk/answer', async (context) => {
    const form = await context.req.formData();
    desk.answer({
      ticketId: Number(form.get('ticketId')),
      body: String(form.get('body') || 'On it.'),
      status: String(form.get('status')) as AgentAnswer['status'],
      files: form.getAll('files').filter((file) => file instanceof File && file.size > 0) as File[],
    });
    changed();
    return context.json({});
  });

  app.post('/api/zendesk/:trick', (context) => {
    if (!desk.play(context.req.param('trick'))) return context.notFound();
    changed();
    return context.json({});
  });

  return app;
}
