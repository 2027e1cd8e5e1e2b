/**
 * Nothing secret is ever visible: in everything that can happen, whatever looks at errors, events, results and objects.
 */
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { generateEncryptionKey } from '../src/index.js';
import { FileTokenStore } from '../src/stores/file.js';
import type { ZendeskSimulator } from '../src/testing/index.js';
import { createFixture, type Fixture, SESSION } from './support/fixture.js';
import { TOKEN_STORES } from './support/token-stores.js';

const CLIENT_SECRET = 'canary-client-secret-5d1f0c6e';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Every way in which an object may end up in a log. */
function renderings(value: unknown): string {
  const seen: string[] = [inspect(value, { depth: 10, showHidden: true, getters: true }), String(value)];
  try {
    seen.push(JSON.stringify(value) ?? '');
  } catch {
    // Circular: `inspect` has shown it.
  }
  try {
    seen.push(inspect(structuredClone(value), { depth: 10 }));
  } catch {
    // Functions cannot be cloned.
  }
  for (let error = value; error instanceof Error; error = error.cause) {
    seen.push(error.message, error.stack ?? '');
    for (const key of Reflect.ownKeys(error))
      seen.push(inspect(Reflect.get(error, key), { depth: 10, showHidden: true }));
  }
  return seen.join('\n');
}

/** All that must not be seen, as far as the simulator knows it. */
function secretsOf(zendesk: ZendeskSimulator, ...more: string[]): readonly string[] {
  const tokens = zendesk
    .account('acme')
    .tokens.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken ?? '']);
  const sent = zendesk.requests.flatMap(({ body }) => {
    const { code, code_verifier: verifier, client_secret: secret } = Object(body) as Record<string, unknown>;
    return [code, verifier, secret].map((value) => String(value ?? ''));
  });
  return [...new Set([...tokens, ...sent, CLIENT_SECRET, ...more])].filter((secret) => secret.length > 8);
}

/** The search finds the facts that are there, and each secret if it is put there. */
function expectNoSecret(secrets: readonly string[], seen: readonly unknown[], facts: readonly string[]): void {
  const visible = seen.map(renderings).join('\n');
  for (const fact of [...facts, 'ownerMessage: ']) expect(visible, fact).toContain(fact);
  for (const secret of secrets) {
    const planted = new Error('Planted', { cause: { config: { headers: [secret] } } });
    expect(renderings(planted), 'planted').toContain(secret);
    const at = visible.indexOf(secret);
    expect(at < 0 ? '' : visible.slice(Math.max(0, at - 300), at + 100), secret).toBe('');
  }
}

/** Everything that can happen to a connection, as errors, results and objects. */
async function everything(fixture: Fixture): Promise<unknown[]> {
  const { zendesk, connection, connector } = fixture;
  const outcomes: unknown[] = [connector];
  const watch = async (run: () => Promise<unknown>) => {
    outcomes.push(
      await run().then(
        (value) => value,
        (error: unknown) => error,
      ),
    );
  };
  const act = async () => {
    await watch(() => connection().getTicketStatus({ ticketId: 1 }, { timeout: 300 }));
    await watch(() => connection().createTicket({ subject: 's', body: `b${outcomes.length}` }, { timeout: 300 }));
    // What the host asks for by itself it gets as Zendesk says it, echoes included; its errors are ours.
    await watch(() =>
      connection()
        .request('POST', '/api/v2/tickets.json', { body: {}, timeout: 300 })
        .then(() => 'answered'),
    );
    await watch(() =>
      connection()
        .fetch('/api/v2/tickets.json', { signal: AbortSignal.timeout(300) })
        .then((response) => response.text())
        .then(() => 'answered'),
    );
  };
  const callback = async (change: (url: URL) => URL | string, session = SESSION) => {
    const { url } = await connection().connect({ subdomain: 'acme', session: SESSION });
    const back = await zendesk.authorize(url);
    await watch(() => connector.handleCallback(change(back), { session }));
  };

  await callback((url) => url, 'another session');
  await callback((url) => url.href.replace('state=', 'state=x'));
  await callback((url) => `${url.href}&error=access_denied&error_description=${url.searchParams.get('code')}`);
  for (const status of [400, 401, 500]) {
    const remove = zendesk.fault(
      { path: '/oauth/tokens' },
      {
        respond: async (request) =>
          Response.json({ error: 'invalid_request', error_description: await request.text() }, { status }),
      },
    );
    await callback((url) => url);
    remove();
  }
  await callback((url) => url);
  outcomes.push(connection(), connection().actions(), await connection().status());
  await act();

  // A server that echoes all that it was sent, in every way in which Zendesk words errors.
  const echoes = [
    (text: string) => ({ error: text, description: text }),
    (text: string) => ({ error: { title: text, message: text } }),
    (text: string) => ({
      error: 'RecordInvalid',
      details: { [text]: [{ description: text, error: text, ticket_field_id: text }], base: [text] },
    }),
    (text: string) => ({ errors: [{ code: text, title: text, detail: text }] }),
    (text: string) => text,
  ];
  for (const status of [200, 302, 400, 403, 404, 409, 422, 429, 500, 503]) {
    for (const echo of echoes) {
      const remove = zendesk.fault(
        { path: '/api/*' },
        {
          respond: async (request) => {
            const said = echo(`${request.headers.get('authorization')} ${await request.text()}`);
            const headers = {
              location: `https://evil.example/${request.headers.get('authorization')}`,
              'x-request-id': String(request.headers.get('authorization')),
            };
            return new Response(typeof said === 'string' ? said : JSON.stringify(said), { status, headers });
          },
        },
      );
      await act();
      remove();
    }
  }
  for (const fault of [
    { reset: true },
    { hang: true },
    { truncate: 5 },
    { status: 200, body: '<html>' },
    { status: 401, body: { error: 'invalid_token' } },
  ]) {
    const remove = zendesk.fault({ path: '/api/*' }, fault);
    await act();
    remove();
  }
  // A transport whose errors show the request in every place.
  const mend = zendesk.fault(
    { path: '/api/*' },
    {
      respond: async (request) => {
        const shown = `${request.headers.get('authorization')} ${await request.text()}`;
        const cause = Object.assign(new Error(shown), { code: 'ECONNRESET', request, config: { headers: shown } });
        throw Object.assign(new TypeError(shown, { cause }), { code: request.headers.get('authorization'), request });
      },
    },
  );
  await act();
  mend();
  zendesk.account('acme').expireAccessTokens();
  const remove = zendesk.fault(
    { path: '/oauth/tokens' },
    {
      respond: async (request) =>
        Response.json({ error: 'server_error', error_description: await request.text() }, { status: 502 }),
    },
  );
  await act();
  remove();
  vi.setSystemTime(Date.now() + 60_000);
  await act();
  zendesk.account('acme').revokeTokens();
  await act();
  await callback((url) => url);
  await act();
  await watch(() => connection().disconnect());
  await act();
  return outcomes;
}

test('[H5] no secret in any error, event, result or object, nor in what is printed', async () => {
  const printed: string[] = [];
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    }),
  );
  const encryptionKey = generateEncryptionKey();
  const fixture = createFixture({
    clientSecret: CLIENT_SECRET,
    encryptionKey,
    rateLimiter: { take: async () => 0 },
    simulator: {
      accounts: [{ subdomain: 'acme', clients: [{ clientId: 'support_bot', clientSecret: CLIENT_SECRET }] }],
    },
  });
  const outcomes = await everything(fixture);
  for (const spy of spies) spy.mockRestore();
  const errors = outcomes.filter((outcome) => outcome instanceof Error);
  expect(errors.length).toBeGreaterThan(100);
  expect(new Set(errors.map(({ name }) => name)).size).toBeGreaterThanOrEqual(8);
  const secrets = secretsOf(fixture.zendesk, encryptionKey);
  expect(secrets.length).toBeGreaterThan(15);
  const seen = [...outcomes, ...fixture.events, printed];
  expectNoSecret(secrets, seen, [
    'reconnect_required',
    "transportCode: 'ECONNRESET'",
    "request: 'POST /api/v2/tickets.json'",
  ]);
}, 60_000);

test('[H5] no secret is seen with client credentials either', async () => {
  const encryptionKey = generateEncryptionKey();
  const fixture = createFixture({
    clientSecret: CLIENT_SECRET,
    encryptionKey,
    redirectUri: undefined,
    simulator: {
      accounts: [{ subdomain: 'acme', clients: [{ clientId: 'support_bot', clientSecret: CLIENT_SECRET }] }],
    },
  });
  const { zendesk, connection } = fixture;
  const outcomes: unknown[] = [];
  const watch = async (run: () => Promise<unknown>) => outcomes.push(await run().catch((error: unknown) => error));
  const connect = () => watch(() => connection().connectWithClientCredentials({ subdomain: 'acme' }));
  const ask = () => watch(() => connection().getCustomerContext({}, { timeout: 300 }));
  const echo = (status: number) =>
    zendesk.fault(
      { path: '/oauth/tokens' },
      {
        respond: async (request) => {
          const sent = await request.text();
          return Response.json({ error: 'invalid_request', error_description: sent, access_token: sent }, { status });
        },
      },
    );
  // A token endpoint that echoes the secret: at the connect, and at each renewal.
  for (const status of [200, 201, 302, 400, 401, 403, 429, 500, 502]) {
    const remove = echo(status);
    await connect();
    remove();
  }
  await connect();
  await ask();
  for (const status of [302, 400, 401, 403, 429, 500, 502]) {
    zendesk.account('acme').expireAccessTokens();
    const remove = echo(status);
    await ask();
    remove();
    vi.setSystemTime(Date.now() + 60_000);
    await connect();
  }
  outcomes.push(connection(), await connection().status(), await connection().diagnose());
  await watch(() => connection().disconnect());
  const errors = outcomes.filter((outcome) => outcome instanceof Error);
  expect(errors.length).toBeGreaterThan(12);
  const secrets = secretsOf(zendesk, encryptionKey);
  expect(secrets.length).toBeGreaterThan(8);
  const seen = [...outcomes, ...fixture.events];
  expectNoSecret(secrets, seen, ["grantType: 'client_credentials'", "request: 'POST /oauth/tokens'"]);
}, 60_000);

test.each(TOKEN_STORES)('[T13] what $name holds after any operation is sealed', async ({ create }) => {
  const place = await create();
  onTestFinished(() => place.remove());
  const fixture = createFixture({
    clientSecret: CLIENT_SECRET,
    tokenStore: place.open(),
    simulator: {
      accounts: [{ subdomain: 'acme', clients: [{ clientId: 'support_bot', clientSecret: CLIENT_SECRET }] }],
    },
  });
  const dumps: string[] = [];
  const look = async () => dumps.push(await place.dump());
  await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
  await look();
  await fixture.connect();
  await look();
  for (let round = 0; round < 3; round++) {
    fixture.zendesk.account('acme').expireAccessTokens();
    // While Zendesk is asked for new tokens: the announcement, and the lock.
    const remove = fixture.zendesk.fault(
      { path: '/oauth/tokens' },
      {
        respond: async (request) => {
          remove();
          await look();
          return fixture.zendesk.fetch(request);
        },
      },
    );
    await fixture.connection().getCustomerContext();
    await look();
  }
  await fixture.connection().updateSettings({ customerContextOnSessionStart: true });
  fixture.zendesk.account('acme').revokeTokens();
  await fixture.connection().getCustomerContext().catch(look);
  await look();
  await fixture.connection().disconnect();
  await look();
  expect(dumps.length).toBeGreaterThan(10);
  expect(Math.max(...dumps.map(({ length }) => length))).toBeGreaterThan(500);
  const all = dumps.join('\n');
  const secrets = [...secretsOf(fixture.zendesk), 'tickets:read', 'acme', 'Ada Admin'];
  const decoded = all
    .split(/[^\w-]/)
    .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
    .join('\n');
  expect(decoded).toContain('A256GCM');
  for (const secret of secrets) expect(`${all}\n${decoded}`.includes(secret), secret).toBe(false);
});

test('no path, address or client of a store is seen in it', () => {
  expect(inspect(new FileTokenStore('/secret/path'), { showHidden: true })).not.toContain('secret');
});
