import { ZendeskError } from 'zendesk-connector';
import { ownerSession } from '@/lib/session';

/** A route handler for the bot owner alone, who reads in words what went wrong. */
export function ownerRoute(handle: (request: Request, session: string) => Promise<Response>) {
  return async (request: Request): Promise<Response> => {
    const session = await ownerSession();
    if (session === undefined) return new Response('Sign in first.', { status: 401 });
    try {
      return await handle(request, session);
    } catch (error) {
      if (!(error instanceof ZendeskError)) throw error;
      return new Response(error.ownerMessage, { status: error.status });
    }
  };
}

export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
