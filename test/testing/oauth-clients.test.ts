/**
 * The OAuth of the simulator over a real port, used by clients that were written by others and are not changed.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { OAuth2Client as BadgatewayClient } from '@badgateway/oauth2-client';
import { OAuth2Client as ArcticClient, CodeChallengeMethod } from 'arctic';
import ClientOAuth2 from 'client-oauth2';
import * as oauth4webapi from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createZendeskSimulator, type LocalServer, serve } from '../../src/testing/index.js';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A client, set up with nothing but addresses, names and secrets. */
interface OAuthClient {
  /** Where a person is sent, with PKCE. */
  begin(): URL | Promise<URL>;
  /** Takes the address to which the person came back. */
  finish(callback: URL): Promise<Tokens>;
  refresh?(tokens: Tokens): Promise<Tokens>;
  grantClientCredentials?(): Promise<string>;
}

const clientId = 'support_bot';
// Zendesk's secrets are hexadecimal. In Basic, clients do not agree on the encoding of other characters.
const clientSecret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const redirectUri = 'https://bot.example/callback';
const scopes = ['tickets:read', 'users:read'];
const scope = scopes.join(' ');
const state = 'state-of-the-session';
const verifier = 'a-verifier-of-43-characters-at-the-very-least';
const pkce = {
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};

const zendesk = createZendeskSimulator({
  accounts: [
    {
      subdomain: 'acme',
      // As clients are created since April 2026: tokens end, and can be refreshed, without being asked for it.
      clients: [{ clientId, clientSecret, redirectUris: [redirectUri], lifetimesByDefault: true }],
    },
  ],
});
const require = createRequire(import.meta.url);
let server: LocalServer;
let authorizationEndpoint: string;
let tokenEndpoint: string;

beforeAll(async () => {
  server = await serve(zendesk.fetch);
  authorizationEndpoint = new URL('/oauth/authorizations/new', server.url).href;
  tokenEndpoint = new URL('/oauth/tokens', server.url).href;
});
afterAll(() => server.close());

const CLIENTS: Readonly<Record<string, () => OAuthClient>> = {
  'simple-oauth2 with forms and Basic': () => simpleOAuth2({}),
  'simple-oauth2 with JSON': () => simpleOAuth2({ bodyFormat: 'json', authorizationMethod: 'body' }),

  oauth4webapi() {
    const issuer = server.url.origin;
    const as = { issuer, authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint };
    const client = { client_id: clientId };
    const authentication = oauth4webapi.ClientSecretPost(clientSecret);
    const options = { [oauth4webapi.allowInsecureRequests]: true };
    return {
      begin: () => authorizationUrl(),
      async finish(callback) {
        const parameters = oauth4webapi.validateAuthResponse(as, client, callback, state);
        const response = await oauth4webapi.authorizationCodeGrantRequest(
          ...([as, client, authentication, parameters, redirectUri, verifier, options] as const),
        );
        return tokensOf(await oauth4webapi.processAuthorizationCodeResponse(as, client, response));
      },
      async refresh({ refreshToken }) {
        const response = await oauth4webapi.refreshTokenGrantRequest(as, client, authentication, refreshToken, options);
        return tokensOf(await oauth4webapi.processRefreshTokenResponse(as, client, response));
      },
      async grantClientCredentials() {
        const response = await oauth4webapi.clientCredentialsGrantRequest(
          ...([as, client, authentication, { scope }, options] as const),
        );
        return (await oauth4webapi.processClientCredentialsResponse(as, client, response)).access_token;
      },
    };
  },

  'openid-client'() {
    const as = {
      issuer: server.url.origin,
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
    };
    const config = new openid.Configuration(as, clientId, clientSecret);
    openid.allowInsecureRequests(config);
    return {
      begin: () => openid.buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope, state, ...pkce }),
      finish: async (callback) =>
        tokensOf(
          await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, expectedState: state }),
        ),
      refresh: async ({ refreshToken }) => tokensOf(await openid.refreshTokenGrant(config, refreshToken)),
      grantClientCredentials: async () => (await openid.clientCredentialsGrant(config, { scope })).access_token,
    };
  },

  arctic() {
    const client = new ArcticClient(clientId, clientSecret, redirectUri);
    const of = (tokens: { accessToken(): string; refreshToken(): string }) => ({
      accessToken: tokens.accessToken(),
      refreshToken: tokens.refreshToken(),
    });
    return {
      begin: () =>
        client.createAuthorizationURLWithPKCE(authorizationEndpoint, state, CodeChallengeMethod.S256, verifier, scopes),
      finish: async (callback) => of(await client.validateAuthorizationCode(tokenEndpoint, codeIn(callback), verifier)),
      refresh: async ({ refreshToken }) => of(await client.refreshAccessToken(tokenEndpoint, refreshToken, [])),
    };
  },

  '@badgateway/oauth2-client'() {
    const client = new BadgatewayClient({
      ...{ clientId, clientSecret, authorizationEndpoint, tokenEndpoint },
      authenticationMethod: 'client_secret_post',
    });
    return {
      begin: async () =>
        new URL(
          await client.authorizationCode.getAuthorizeUri({
            ...{ redirectUri, state, codeVerifier: verifier },
            scope: scopes,
          }),
        ),
      async finish(callback) {
        const { accessToken, refreshToken } = await client.authorizationCode.getTokenFromCodeRedirect(callback, {
          ...{ redirectUri, state, codeVerifier: verifier },
        });
        return { accessToken, refreshToken: refreshToken ?? '' };
      },
      async refresh(tokens) {
        const { accessToken, refreshToken } = await client.refreshToken({ ...tokens, expiresAt: null });
        return { accessToken, refreshToken: refreshToken ?? '' };
      },
      grantClientCredentials: async () => (await client.clientCredentials({ scope: scopes })).accessToken,
    };
  },

  'client-oauth2'() {
    const client = new ClientOAuth2({
      ...{ clientId, clientSecret, redirectUri, scopes, state },
      authorizationUri: authorizationEndpoint,
      accessTokenUri: tokenEndpoint,
    });
    return {
      begin: () => new URL(client.code.getUri({ query: pkce })),
      finish: (callback) => client.code.getToken(callback.href, { body: { code_verifier: verifier } }),
      refresh: ({ accessToken, refreshToken }) => client.createToken(accessToken, refreshToken, 'bearer', {}).refresh(),
      grantClientCredentials: async () => (await client.credentials.getToken()).accessToken,
    };
  },

  'passport-oauth2': passportOAuth2,
};

describe.each(Object.keys(CLIENTS))('%s', (name) => {
  const client = () => CLIENTS[name]?.() ?? expect.unreachable();

  test('connects with PKCE, and calls the API', async () => {
    const one = client();
    const { accessToken, refreshToken } = await one.finish(await allow(await one.begin()));
    expect(await roleOf(accessToken)).toBe('admin');
    expect(zendesk.account('acme').tokens.at(-1)).toMatchObject({ accessToken, refreshToken, scopes });
  });

  test('is refused a code whose verifier is another', async () => {
    const one = client();
    const url = await one.begin();
    url.searchParams.set('code_challenge', 'of-another-verifier');
    await expect(one.finish(await allow(url))).rejects.toThrow();
  });

  test('refreshes, after which the old tokens are dead', async ({ skip }) => {
    const one = client();
    if (one.refresh === undefined) return skip('it has no method for it');
    const old = await one.finish(await allow(await one.begin()));
    const fresh = await one.refresh(old);
    expect(fresh.refreshToken).not.toBe(old.refreshToken);
    expect(await roleOf(fresh.accessToken)).toBe('admin');
    expect(await roleOf(old.accessToken)).toBe(401);
    await expect(one.refresh(old)).rejects.toThrow();
  });

  test('gets a token for client credentials', async ({ skip }) => {
    const one = client();
    if (one.grantClientCredentials === undefined) return skip('it has no method for it');
    expect(await roleOf(await one.grantClientCredentials())).toBe('admin');
  });
});

/** The package has no types; those that it takes and gives stand here. */
function simpleOAuth2(options: object): OAuthClient {
  interface AccessToken {
    readonly token: { readonly access_token: string; readonly refresh_token: string };
    refresh(): Promise<AccessToken>;
  }
  interface AuthorizationCode {
    authorizeURL(parameters: object): string;
    getToken(parameters: object): Promise<AccessToken>;
    createToken(token: object): AccessToken;
  }
  const { AuthorizationCode, ClientCredentials } = require('simple-oauth2') as {
    readonly AuthorizationCode: new (config: object) => AuthorizationCode;
    readonly ClientCredentials: new (config: object) => Pick<AuthorizationCode, 'getToken'>;
  };
  const { origin: tokenHost } = server.url;
  const auth = { tokenHost, tokenPath: '/oauth/tokens' };
  const config = { client: { id: clientId, secret: clientSecret }, auth, options };
  const authorizePath = '/oauth/authorizations/new';
  const client = new AuthorizationCode({ ...config, auth: { ...auth, authorizePath } });
  return {
    begin: () => new URL(client.authorizeURL({ redirect_uri: redirectUri, scope, state, ...pkce })),
    finish: async (callback) =>
      tokensOf(
        (await client.getToken({ code: codeIn(callback), redirect_uri: redirectUri, code_verifier: verifier })).token,
      ),
    refresh: async ({ accessToken, refreshToken }) =>
      tokensOf((await client.createToken({ access_token: accessToken, refresh_token: refreshToken }).refresh()).token),
    grantClientCredentials: async () => (await new ClientCredentials(config).getToken({ scope })).token.access_token,
  };
}

/** A strategy, driven as Passport drives it: by a request, and by functions for each outcome. */
function passportOAuth2(): OAuthClient {
  interface Strategy {
    redirect: (url: string) => void;
    success: (tokens: Tokens) => void;
    fail: (reason: unknown) => void;
    error: (error: Error) => void;
    authenticate(request: object, options?: object): void;
  }
  const OAuth2Strategy = require('passport-oauth2') as new (options: object, verify: unknown) => Strategy;
  const verify = (
    accessToken: string,
    refreshToken: string,
    _profile: object,
    done: (error: null, tokens: Tokens) => void,
  ) => done(null, { accessToken, refreshToken });
  const strategy = new OAuth2Strategy(
    {
      ...{ clientID: clientId, clientSecret, callbackURL: redirectUri, scope: scopes, scopeSeparator: ' ' },
      ...{ authorizationURL: authorizationEndpoint, tokenURL: tokenEndpoint, pkce: true, state: true },
    },
    verify,
  );
  const session = {};
  const outcome = (request: object) =>
    new Promise<{ readonly url?: string; readonly tokens?: Tokens }>((resolve, reject) => {
      strategy.redirect = (url) => resolve({ url });
      strategy.success = (tokens) => resolve({ tokens });
      strategy.fail = (reason) => reject(new Error(JSON.stringify(reason)));
      strategy.error = reject;
      strategy.authenticate(request);
    });
  return {
    begin: async () => new URL((await outcome({ session, query: {} })).url ?? ''),
    async finish(callback) {
      const { tokens } = await outcome({ session, query: Object.fromEntries(callback.searchParams) });
      return tokens ?? expect.unreachable();
    },
  };
}

/** What a person does in a browser: opens the page, and presses Allow. */
async function allow(url: URL): Promise<URL> {
  const page = await fetch(url);
  expect(await page.text()).toContain('Allow</button>');
  const body = new URLSearchParams(url.search);
  body.set('decision', 'allow');
  const answer = await fetch(new URL('/oauth/authorizations', url), { method: 'POST', body, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

async function roleOf(accessToken: string): Promise<string | number> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await fetch(new URL('/api/v2/users/me.json', server.url), { headers });
  if (!response.ok) return response.status;
  return ((await response.json()) as { user: { role: string } }).user.role;
}

function authorizationUrl(): URL {
  const parameters = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, state, ...pkce };
  return new URL(`${authorizationEndpoint}?${new URLSearchParams(parameters)}`);
}

function codeIn(callback: URL): string {
  return callback.searchParams.get('code') ?? '';
}

function tokensOf({
  access_token,
  refresh_token,
}: {
  access_token: string;
  refresh_token?: string | undefined;
}): Tokens {
  return { accessToken: access_token, refreshToken: refresh_token ?? '' };
}
