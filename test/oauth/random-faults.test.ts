/**
 * Random faults in a random order, through the whole library and over every token store: promise S1. The refresh alone is
 * tried in every order by interleavings.test.ts.
 *
 * @module-tag slow
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALL_PERMISSIONS, type ConnectorEvent, ZendeskConnector, ZendeskError } from '../../src/index.js';
import type { Fault } from '../../src/testing/index.js';
import { ANN, createFixture, SESSION } from '../support/fixture.js';
import { describeEachTokenStore } from '../support/token-stores.js';

type Step =
  | { readonly do: 'read' | 'disconnect' | 'connect' | 'keepAlive'; readonly by: 0 | 1 }
  | { readonly do: 'create'; readonly by: 0 | 1; readonly intent: number }
  | { readonly do: 'expire' | 'revoke' }
  /** The token expires, both want another at once, and Zendesk takes so many milliseconds. */
  | { readonly do: 'rush'; readonly delay: number }
  | { readonly do: 'fault'; readonly path: string; readonly fault: Fault };

const by = fc.constantFrom(0 as const, 1 as const);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('read' as const), by }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('create' as const), by, intent: fc.integer({ min: 0, max: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('rush' as const), delay: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('connect' as const, 'keepAlive' as const), by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disconnect' as const), by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      path: fc.constantFrom('/oauth/tokens', '/api/v2/*'),
      fault: fc.constantFrom<Fault>({ reset: true }, { status: 503 }, { delay: 15 }, { status: 502, body: '<html>' }),
    }),
  },
  // An effect that took place, and an answer that was lost. At the token endpoint that is the one loss that nobody can
  // prevent, so it is not among these.
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>({ do: 'fault', path: '/api/v2/tickets', fault: { when: 'after', reset: true } }),
  },
);

/** Steps that begin at once; the next such group begins when they are over, or not. */
const scenario = fc.array(
  fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 6 }), isAwaited: fc.boolean() }),
  { minLength: 1, maxLength: 5 },
);

describeEachTokenStore('[S1] two connectors on ', ({ name, create }) => {
  const numRuns = name.startsWith('Memory') ? 60 : 20;

  test(`in ${numRuns} random interleavings: no live pair is lost, no token counts twice, no ticket is made twice`, async () => {
    const place = await create();
    let run = 0;
    try {
      await fc.assert(
        fc.asyncProperty(scenario, async (groups) => {
          const connectionId = `bot-${++run}`;
          const fixture = createFixture({ tokenStore: place.open(), connectionId });
          const { zendesk } = fixture;
          const account = zendesk.account('acme');
          await fixture.connect();
          const events: ConnectorEvent[] = fixture.events;
          const connectors = [
            fixture.connector,
            new ZendeskConnector({ ...fixture.options, tokenStore: place.open() }),
          ];
          const connections = connectors.map((connector) =>
            connector.connection(connectionId, { permissions: ALL_PERMISSIONS, requester: ANN }),
          );
          const { ticketId } = await fixture.connection().createTicket({ subject: 'first', body: 'b' });
          let revokedByAdmin = false;
          const restores: (() => void)[] = [];
          const perform = async (step: Step): Promise<void> => {
            switch (step.do) {
              case 'expire':
                return account.expireAccessTokens();
              case 'revoke':
                revokedByAdmin = true;
                return account.revokeTokens();
              case 'rush':
                restores.push(zendesk.fault({ path: '/oauth/tokens' }, { delay: step.delay, times: 1 }));
                account.expireAccessTokens();
                await Promise.all(connections.map((connection) => connection.getTicketStatus({ ticketId })));
                return;
              case 'fault':
                restores.push(zendesk.fault({ path: step.path }, { ...step.fault, times: 1 }));
                return;
            }
            const connection = connections[step.by];
            const connector = connectors[step.by];
            if (connection === undefined || connector === undefined) return;
            switch (step.do) {
              case 'read':
                await connection.getTicketStatus({ ticketId });
                return;
              case 'create': {
                const idempotencyKey = `intent-${step.intent}`;
                await connection.createTicket({ subject: idempotencyKey, body: 'b' }, { idempotencyKey });
                return;
              }
              case 'keepAlive':
                await connection.keepAlive({ refreshBelow: 1 });
                return;
              case 'connect': {
                const { url } = await connection.connect({ subdomain: 'acme', session: SESSION });
                await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
                return;
              }
              case 'disconnect':
                await connection.disconnect();
            }
          };
          const failures: unknown[] = [];
          const late: Promise<unknown>[] = [];
          for (const { steps, isAwaited } of groups) {
            const begun = steps.map((step) => perform(step).catch((error: unknown) => failures.push(error)));
            if (isAwaited) await Promise.all(begun);
            else late.push(...begun);
          }
          await Promise.all(late);

          // Whatever failed says what it was.
          for (const error of failures) expect(error).toBeInstanceOf(ZendeskError);
          // No refresh token was honored twice.
          const honored = zendesk.requests
            .filter(({ path, status, body }) => path === '/oauth/tokens' && status === 201 && hasRefreshToken(body))
            .map(({ body }) => (body as { refresh_token: string }).refresh_token);
          expect(new Set(honored).size).toBe(honored.length);
          // No ticket was made twice.
          const subjects = account.tickets.map(({ subject }) => subject);
          expect(new Set(subjects).size).toBe(subjects.length);
          // Nobody has to connect again, unless an admin at Zendesk wanted it.
          const lost = events.filter(
            ({ type }) => type === 'connection.reconnect_required' || type === 'token.rotation_lost',
          );
          if (!revokedByAdmin) expect(lost).toEqual([]);

          // What is stored is alive: nothing fails any more, and both processes can use it and refresh it.
          const fresh = new ZendeskConnector({ ...fixture.options, tokenStore: place.open() }).connection(
            connectionId,
            {
              permissions: ALL_PERMISSIONS,
              requester: ANN,
            },
          );
          const { state } = await fresh.status();
          if (revokedByAdmin || state !== 'connected') return;
          for (const restore of restores) restore();
          await expect(fresh.getTicketStatus({ ticketId })).resolves.toMatchObject({ ticketId });
          account.expireAccessTokens();
          await expect(fresh.getTicketStatus({ ticketId })).resolves.toMatchObject({ ticketId });
        }),
        { numRuns },
      );
    } finally {
      await place.remove();
    }
  }, 240_000);
});

function hasRefreshToken(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'refresh_token' in body;
}
