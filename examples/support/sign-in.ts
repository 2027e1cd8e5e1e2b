/**
 * A simulated authorization server for MCP clients: it signs every client in as one user, without a page.
 */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Person } from 'zendesk-connector';
import { serve } from 'zendesk-connector/testing';

export async function openSignIn(user: Person) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: '1', alg: 'ES256' }];
  /** Authorization codes that were not used, with what they were asked for. */
  const requests = new Map<string, URLSearchParams>();

  const server = await serve(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case '/.well-known/oauth-authorization-server':
        return Response.json(oauthMetadata);
      case '/jwks':
        return Response.json({ keys });
      case '/register':
        return Response.json({ ...(await request.json()), client_id: crypto.randomUUID() }, { status: 201 });
      case '/authorize': {
        const code = crypto.randomUUID();
        requests.set(code, searchParams);
        const callback = new URL(searchParams.get('redirect_uri') ?? '');
        callback.searchParams.set('code', code);
        callback.searchParams.set('state', searchParams.get('state') ?? '');
        return new Response(null, { status: 302, headers: { location: callback.href } });
      }
      case '/token':
        return issue(new URLSearchParams(await request.text()));
      default:
        return new Response(null, { status: 404 });
    }
  });

  async function issue(form: URLSearchParams): Promise<Response> {
    const asked = requests.get(form.get('code') ?? '');
    requests.delete(form.get('code') ?? '');
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(form.get('code_verifier') ?? ''));
    if (asked?.get('code_challenge') !== Buffer.from(digest).toString('base64url')) {
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    }
    const claims = { ...user, email_verified: true, client_id: asked.get('client_id') };
    const access_token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: '1' })
      .setIssuer(oauthMetadata.issuer)
      .setAudience(asked.get('resource') ?? '')
      .setExpirationTime('1h')
      .sign(privateKey);
    return Response.json({ access_token, token_type: 'Bearer', expires_in: 3_600 });
  }

  const issuer = new URL(server.url).origin;
  const oauthMetadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    registration_endpoint: `${issuer}/register`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
  };
  return { oauthMetadata, privateKey, close: () => server.close() };
}
