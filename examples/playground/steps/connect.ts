/**
 * Connects an account through the browser: there, and back.
 */
import type {
  ZendeskConnection,
  ZendeskConnector,
} from 'zendesk-connector';

/** Returns where the browser goes. */
export async function connect(
  owner: ZendeskConnection,
  subdomain: string,
  session: string,
): Promise<URL> {
  const { url } = await owner.connect({
    subdomain,
    session,
  });
  return url;
}

/** The route of `redirectUri`, where the browser comes back. */
export async function finishConnect(
  connector: ZendeskConnector,
  request: Request,
  session: string,
): Promise<void> {
  await connector.handleCallback(request, { session });
}
