/**
 * The main job, step by step, over real HTTP: connect, search the help center, create a ticket, ask for its status, start
 * a session with background, refresh silently, be refused, disconnect, connect without a browser. Against the simulator,
 * or with `--sandbox` against a real account. Ends with exit code 1 when a step does not hold.
 */
import {
  generateEncryptionKey,
  MemoryTokenStore,
  OWNER_PERMISSIONS,
  PUBLIC_BOT_PERMISSIONS,
  ReconnectRequiredError,
  ZENDESK_ACTIONS,
  ZendeskConnector,
} from 'zendesk-connector';
import { serve } from 'zendesk-connector/testing';
import { createZendeskRoutes } from './http/routes.ts';
import { openSandbox } from './support/sandbox.ts';
import { openSimulation } from './support/simulation.ts';

// One handle for both sides, the bot owner's and the chat's. An application has one for each.
const PERMISSIONS = [
  ...OWNER_PERMISSIONS,
  ...PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT,
  ZENDESK_ACTIONS.ADD_COMMENT,
];

const isSandbox = process.argv.includes('--sandbox');
const world = isSandbox ? openSandbox() : await openSimulation();
const { customer } = world;

const refreshes: string[] = [];
const connector = new ZendeskConnector({
  clientId: world.clientId,
  clientSecret: world.clientSecret,
  redirectUri: world.redirectUri.href,
  scope: world.scope,
  tokenStore: new MemoryTokenStore(),
  encryptionKey: generateEncryptionKey(),
  fetch: world.fetch,
  onEvent: ({ type }) => {
    if (type.startsWith('token.')) refreshes.push(type);
  },
});
const session = crypto.randomUUID();
const routes = createZendeskRoutes(connector, async (request) =>
  request.headers.get('cookie')?.includes(`session=${session}`) || isSandbox
    ? { session, botId: 'demo-bot' }
    : undefined,
);
const connection = connector.connection('demo-bot', { permissions: PERMISSIONS, requester: customer });
const host = await serve(world.watchCallback(routes), { port: Number(world.redirectUri.port) });

let ticketId = 0;
let held = 0;
const steps: readonly (readonly [title: string, run: () => Promise<readonly string[]>])[] = [
  ['Connect', connect],
  ['Diagnose', diagnose],
  ['Search the help center', searchHelpCenter],
  ['Create a ticket', createTicket],
  ['Get its status', getStatus],
  ['Answer back into it', answerBack],
  ['Start a session with background', startSession],
  ['Refresh silently after expiry', refreshSilently],
  ['Refused refresh: reconnect required', beRefused],
  ['Disconnect', disconnect],
  ['Connect without a browser', connectWithoutBrowser],
];
console.log(
  `zendesk-connector demo against ${isSandbox ? `https://${world.subdomain}.zendesk.com` : 'the simulator'}\n`,
);
for (const [index, [title, run]] of steps.entries()) {
  try {
    const lines = await run();
    held++;
    console.log(`${index + 1}. ${title}: ok\n${lines.map((line) => `   ${line}`).join('\n')}`);
  } catch (error) {
    console.error(`${index + 1}. ${title}: FAILED\n   ${error instanceof Error ? error.message : error}`);
    break;
  }
}
console.log(`\n${held} of ${steps.length} steps held.`);
await host.close();
await world.close();
process.exitCode = held === steps.length ? 0 : 1;

async function connect(): Promise<readonly string[]> {
  await world.approve(host.url, `session=${session}`);
  const status = await connection.status();
  expect(status.state === 'connected', `the state is ${status.state}`);
  const { user, subdomain, scope } = status;
  return [
    `connected to ${subdomain} as ${user?.name ?? 'an unknown user'} (${user?.role ?? '?'}), scope ${scope.join(' ')}`,
  ];
}

async function diagnose(): Promise<readonly string[]> {
  const { user, daysLeft, rateLimit, problems } = await connection.diagnose();
  if (!isSandbox) expect(problems.length === 0, problems.map(({ message }) => message).join(' '));
  return [
    `${user?.name} (${user?.role}), ${daysLeft} days without use, ${rateLimit?.remaining} of ${rateLimit?.limit} requests left`,
    ...(problems.length > 0 ? problems.map(({ message, hint }) => `${message} ${hint}`) : ['no problems']),
  ];
}

async function searchHelpCenter(): Promise<readonly string[]> {
  const { articles } = await connection.searchHelpCenter({ query: 'reset password' });
  if (!isSandbox) expect(articles.length === 1, `there are ${articles.length} articles`);
  if (articles.length === 0) return ['no public article says how'];
  return articles.flatMap(({ title, url }) => [title, url]);
}

async function createTicket(): Promise<readonly string[]> {
  const ticket = await connection.createTicket(
    {
      subject: 'Cannot log in after a password reset',
      body: 'The customer reset the password twice and still sees "invalid credentials".\nBrowser: Firefox.',
    },
    { idempotencyKey: `demo-${session}` },
  );
  ticketId = ticket.ticketId;
  expect(ticketId > 0, 'the ticket has no id');
  return [ticket.summary, ticket.url];
}

async function getStatus(): Promise<readonly string[]> {
  await world.agentAnswers(ticketId);
  const { summary, status } = await connection.getTicketStatus({ ticketId });
  if (!isSandbox)
    expect(summary === 'Pending — last updated 2 hours ago by agent Carla.', `the answer is "${summary}"`);
  expect(status !== '', 'the status is empty');
  return [`#${ticketId}: ${summary}`];
}

async function answerBack(): Promise<readonly string[]> {
  const answer = { ticketId, body: 'The newest Firefox. Clearing the cookies did not help.' };
  const { summary, status, replayed } = await connection.addComment(answer, { idempotencyKey: `answer-${session}` });
  expect(!replayed, 'it was there before');
  return [`${summary} The ticket is ${status}.`];
}

async function startSession(): Promise<readonly string[]> {
  expect((await connection.startSession()) === undefined, 'there is background although the setting is off');
  await connection.updateSettings({ customerContextOnSessionStart: true });
  const session = await connection.startSession();
  expect(session?.background.includes(`"ticket":${ticketId}`) === true, 'the background lacks the new ticket');
  return session?.background.split('\n') ?? [];
}

async function refreshSilently(): Promise<readonly string[]> {
  refreshes.length = 0;
  await world.expireAccessToken();
  const { summary } = await connection.getTicketStatus({ ticketId });
  expect(refreshes.join() === 'token.refreshed', `what happened to the tokens: ${refreshes.join() || 'nothing'}`);
  return ['the access token had expired; one refresh, and the answer came as if nothing had happened:', summary];
}

async function beRefused(): Promise<readonly string[]> {
  await world.revokeGrant(connection);
  const error = await connection.getTicketStatus({ ticketId }).catch((error: unknown) => error);
  expect(error instanceof ReconnectRequiredError, `the call ended with ${error}`);
  const { state } = await connection.status();
  expect(state === 'reconnect_required', `the state is ${state}`);
  await world.approve(host.url, `session=${session}`);
  const { summary } = await connection.getTicketStatus({ ticketId });
  return [`${error.status} ${error.code} (${error.reason}): ${error.userMessage}`, `connected again: ${summary}`];
}

async function disconnect(): Promise<readonly string[]> {
  const { revocation } = await connection.disconnect();
  expect(revocation === 'revoked', `the revocation is ${revocation}`);
  const { state } = await connection.status();
  expect(state === 'disconnected', `the state is ${state}`);
  const error = await connection.getTicketStatus({ ticketId }).catch((error: unknown) => error);
  return ['the tokens are revoked at Zendesk, which was checked, and forgotten here', `the next call: ${error}`];
}

/** The second way to connect, for a bot of one account: with the credentials of the OAuth client. */
async function connectWithoutBrowser(): Promise<readonly string[]> {
  if (world.clientSecret === undefined) return ['left out: a public OAuth client has no secret to connect with'];
  await connection.connectWithClientCredentials({ subdomain: world.subdomain });
  const status = await connection.status();
  expect(status.state === 'connected', `the state is ${status.state}`);
  expect(status.expiresAt === undefined, `the connection ends at ${status.expiresAt}`);
  refreshes.length = 0;
  await world.expireAccessToken();
  const { summary } = await connection.getTicketStatus({ ticketId });
  expect(refreshes.join() === 'token.refreshed', `what happened to the tokens: ${refreshes.join() || 'nothing'}`);
  const { revocation } = await connection.disconnect();
  expect(revocation === 'revoked', `the revocation is ${revocation}`);
  return [
    `connected as ${status.user?.name ?? 'an unknown user'}, who created the OAuth client; no callback, no refresh token`,
    `the access token had expired, and another was fetched: ${summary}`,
    'disconnected: the token is revoked at Zendesk, which was checked',
  ];
}

function expect(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new Error(problem);
}
