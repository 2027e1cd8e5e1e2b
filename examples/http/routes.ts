/**
 * The routes that a host adds, as one web-standard handler: connect, callback, status, settings, disconnect. The other
 * files here mount it on node:http, Express, Hono and Fastify; what is yours to fill in is who the person is and which
 * of your bots they manage.
 */
import { type Permission, ZENDESK_ACTIONS, type ZendeskConnector, ZendeskError } from 'zendesk-connector';

/** What your own sign-in knows of the person who sent a request. */
export interface Owner {
  /** The id of their browser session, from your session cookie. */
  readonly session: string;
  /** The chatbot whose integration they manage. */
  readonly botId: string;
}

const OWNER_PERMISSIONS: readonly Permission[] = [
  ZENDESK_ACTIONS.CREATE_OAUTH,
  ZENDESK_ACTIONS.READ_INTEGRATIONS,
  ZENDESK_ACTIONS.DELETE_INTEGRATIONS,
];

export function createZendeskRoutes(
  connector: ZendeskConnector,
  authenticate: (request: Request) => Promise<Owner | undefined>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const owner = await authenticate(request);
    if (owner === undefined) return Response.json({ error: 'Sign in first.' }, { status: 401 });
    const connection = connector.connection(owner.botId, { permissions: OWNER_PERMISSIONS });
    const url = new URL(request.url);
    try {
      switch (`${request.method} ${url.pathname}`) {
        // Your session cookie should be SameSite=Lax: then no other site can post here.
        case 'POST /zendesk/connect': {
          const form = await request.formData();
          const { url: zendesk } = await connection.connect({
            subdomain: String(form.get('subdomain')),
            session: owner.session,
            returnTo: '/integrations',
          });
          return redirect(zendesk.href);
        }
        case 'GET /zendesk/callback': {
          const { returnTo = '/' } = await connector.handleCallback(request, { session: owner.session });
          return redirect(returnTo);
        }
        case 'GET /zendesk/status':
          return Response.json(await connection.status());
        case 'POST /zendesk/settings': {
          const form = await request.formData();
          await connection.updateSettings({ customerContextOnSessionStart: form.get('customerContext') === 'on' });
          return redirect('/integrations');
        }
        case 'POST /zendesk/disconnect':
          return Response.json(await connection.disconnect());
        default:
          return new Response('Not found', { status: 404 });
      }
    } catch (error) {
      if (!(error instanceof ZendeskError)) throw error;
      return Response.json({ error: error.code, message: error.userMessage }, { status: error.status });
    }
  };
}

function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
