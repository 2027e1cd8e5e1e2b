/**
 * An MCP server over Streamable HTTP, as one web-standard handler. Each user signs in at your authorization server, and
 * the tools speak for this user alone: https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
 */
import {
  type AuthInfo,
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  type OAuthMetadata,
  oauthMetadataResponse,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { BoundAction, Person } from 'zendesk-connector';
import { registerMcpTools } from 'zendesk-connector/mcp';

export interface McpRoutesOptions {
  /** Where clients find the server; the audience of its tokens. */
  readonly url: URL;
  /** How clients sign in, and where the keys of your authorization server are. */
  readonly oauthMetadata: OAuthMetadata & { readonly jwks_uri: string };
  /** The actions of a handle whose requester is this user. */
  actionsFor(user: Person): readonly BoundAction[];
}

export function createMcpRoutes({
  url,
  oauthMetadata,
  actionsFor,
}: McpRoutesOptions): (request: Request) => Promise<Response> {
  const keys = createRemoteJWKSet(new URL(oauthMetadata.jwks_uri));
  const { issuer } = oauthMetadata;

  async function verifyAccessToken(token: string): Promise<AuthInfo> {
    const verified = await jwtVerify(token, keys, { issuer, audience: url.href }).catch(() => undefined);
    const { email, email_verified, name, client_id, exp } = verified?.payload ?? {};
    // An address that nothing proves would open the tickets of another person.
    if (typeof email !== 'string' || email_verified !== true || exp === undefined) {
      throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not one of a user of this server.');
    }
    const user: Person = { email, name: typeof name === 'string' ? name : undefined };
    return { token, clientId: String(client_id), scopes: [], expiresAt: exp, resource: url, extra: { user } };
  }

  const requireUser = requireBearerAuth({
    verifier: { verifyAccessToken },
    expectedResource: url,
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url),
  });
  const mcp = createMcpHandler(({ authInfo }) => {
    const server = new McpServer({ name: 'zendesk', version: '0.1.0' });
    registerMcpTools(server, actionsFor(authInfo?.extra?.['user'] as Person));
    return server;
  });

  return async (request) => {
    const metadata = oauthMetadataResponse(request, { oauthMetadata, resourceServerUrl: url });
    if (metadata !== undefined) return metadata;
    const authInfo = await requireUser(request);
    return authInfo instanceof Response ? authInfo : mcp.fetch(request, { authInfo });
  };
}
