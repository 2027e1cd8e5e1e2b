/**
 * The routes of the bot owner: connect and callback, settings, diagnosis, disconnect.
 */
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { type ZendeskConnection, type ZendeskConnector, ZendeskError } from 'zendesk-connector';
import { changeSettings } from '../steps/change-settings.ts';
import { connect, finishConnect } from '../steps/connect.ts';
import { connectWithoutBrowser } from '../steps/connect-without-browser.ts';
import { diagnose } from '../steps/diagnose.ts';
import { disconnect } from '../steps/disconnect.ts';
import { listen, stopListening } from '../steps/hear-agents.ts';

export interface OwnerRoutesOptions {
  readonly connector: ZendeskConnector;
  readonly owner: ZendeskConnection;
  readonly webhookUrl: string | undefined;
  /** Whether the consent page is served here, under the host name of the account. */
  readonly isSimulated: boolean;
  readonly changed: () => void;
}

export function ownerRoutes({ connector, owner, webhookUrl, isSimulated, changed }: OwnerRoutesOptions): Hono {
  const app = new Hono();

  app.post('/api/connect', async (context) => {
    const { subdomain, way } = await context.req.json();
    if (way === 'client-credentials') {
      await connectWithoutBrowser(owner, String(subdomain));
      return done(context);
    }
    const url = await connect(owner, String(subdomain), sessionOf(context));
    return context.json({ url: isSimulated ? `/${url.host}${url.pathname}${url.search}` : url.href });
  });

  app.get('/zendesk/callback', async (context) => {
    try {
      await finishConnect(connector, context.req.raw, sessionOf(context));
      return context.redirect('/', 303);
    } catch (error) {
      if (!(error instanceof ZendeskError)) throw error;
      return context.redirect(`/?problem=${encodeURIComponent(error.userMessage)}`, 303);
    }
  });

  app.post('/api/disconnect', async (context) => {
    await disconnect(owner);
    return done(context);
  });

  app.get('/api/diagnosis', async (context) => context.json(await diagnose(owner)));

  app.post('/api/replies', async (context) => {
    const body = await context.req.json();
    if (body.listen === true) await listen(owner, webhookUrl ?? '');
    else await stopListening(owner);
    return done(context);
  });

  app.post('/api/settings', async (context) => {
    const { customerContextOnSessionStart } = await context.req.json();
    await changeSettings(owner, { customerContextOnSessionStart });
    return done(context);
  });

  return app;

  function done(context: Context): Response {
    changed();
    return context.json({});
  }
}

function sessionOf(context: Context): string {
  return getCookie(context, 'session') ?? '';
}
