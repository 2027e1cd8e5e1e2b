/**
 * What the examples of chat engines have in common: a connected bot that speaks for a signed-in user, and an end
 * user who talks to it. With `--simulate` all of it is simulated and checked; otherwise it is your Zendesk sandbox and you.
 */
import { createInterface } from 'node:readline/promises';
import {
  generateEncryptionKey,
  MemoryTokenStore,
  OWNER_PERMISSIONS,
  type Person,
  PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS,
  type ZendeskConnection,
  ZendeskConnector,
} from 'zendesk-connector';
import { FileTokenStore } from 'zendesk-connector/file-token-store';
import { createZendeskSimulator, serve } from 'zendesk-connector/testing';
import { createZendeskRoutes } from '../http/routes.ts';
import { PROBLEM, QUESTION, SUMMARY } from './scripted/model.ts';

// One handle for both sides, the bot owner's and the chat's. An application has one for each.
const PERMISSIONS = [
  ...OWNER_PERMISSIONS,
  ...PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT,
  ZENDESK_ACTIONS.ADD_COMMENT,
];

const BOT_ID = 'demo-bot';

export const isSimulated = process.argv.includes('--simulate');

export interface SupportBot {
  readonly actions: ReturnType<ZendeskConnection['actions']>;
  /** The actions for another user than the one that `actions` speak for. */
  actionsFor(user: Person): SupportBot['actions'];
  /** The instructions of the bot, with the background of a returning customer. */
  readonly system: string;
  /** Asks the user whether a ticket may be created. */
  agrees(): Promise<boolean>;
  /** Lets the user talk to the bot until they have had enough. */
  converse(say: (text: string) => Promise<string>): Promise<void>;
}

export async function openBot(): Promise<SupportBot> {
  const { bot, connector, user } = isSimulated ? await simulatedBot() : await sandboxBot();
  const session = await bot.startSession();
  const instructions = 'You are the support bot of Acme. Help, and offer to create a ticket when you cannot.';
  const system = [instructions, session?.background].filter(Boolean).join('\n\n');
  const actionsFor = (requester: Person) =>
    connector.connection(BOT_ID, { permissions: PERMISSIONS, requester }).actions();
  return { actions: bot.actions(), actionsFor, system, ...user };
}

type User = Pick<SupportBot, 'agrees' | 'converse'>;

async function simulatedBot(): Promise<{ bot: ZendeskConnection; connector: ZendeskConnector; user: User }> {
  const zendesk = createZendeskSimulator();
  const account = zendesk.account('acme');
  const connector = new ZendeskConnector({
    ...zendesk.client,
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
  });
  const requester = { email: 'ann@customer.example', name: 'Ann' };
  const bot = connector.connection(BOT_ID, { permissions: PERMISSIONS, requester });
  const { url } = await bot.connect({ subdomain: 'acme', session: 'browser-1' });
  await connector.handleCallback(await zendesk.authorize(url), { session: 'browser-1' });
  await bot.updateSettings({ customerContextOnSessionStart: true });
  await bot.createTicket({ subject: 'Invoice is wrong', body: 'An earlier matter.' });

  let asked = 0;
  const talk = async (say: (text: string) => Promise<string>, text: string) => {
    console.log(`User: ${text}`);
    const answer = await say(text);
    console.log(`Bot:  ${answer}`);
    return answer;
  };
  return {
    bot,
    connector,
    user: {
      async agrees() {
        asked++;
        console.log('      (the user is asked, and agrees)');
        return true;
      },
      async converse(say) {
        const article = account.addArticle({ title: 'Reset your password', body: '<p>Use “Forgot password”.</p>' });
        const found = await talk(say, QUESTION);
        if (!found.includes(`/articles/${article.id}`)) throw new Error('the article was not found');
        await talk(say, PROBLEM);
        await talk(say, 'Yes, please.');
        const ticket = account.tickets.at(-1);
        if (asked !== 1 || ticket === undefined || account.comments(ticket.id)[0]?.plain_body !== SUMMARY) {
          throw new Error('the ticket was not created as the user agreed');
        }
        const note = account.comments(ticket.id).find((comment) => !comment.public);
        if (note !== undefined) console.log(`Note for agents:\n${note.plain_body.replace(/^/gm, '      ')}`);
        const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
        account.addComment(ticket.id, { author: carla, body: 'Try another browser.', status: 'pending' });
        zendesk.advance(2 * 3600);
        const answer = await talk(say, `What's the status of ticket #${ticket.id}?`);
        if (!answer.includes('by agent Carla')) throw new Error('the status is not told');
      },
    },
  };
}

async function sandboxBot(): Promise<{ bot: ZendeskConnection; connector: ZendeskConnector; user: User }> {
  const redirectUri = new URL(process.env['ZENDESK_REDIRECT_URI'] ?? 'http://localhost:8787/zendesk/callback');
  const connector = new ZendeskConnector({
    clientId: variable('ZENDESK_CLIENT_ID'),
    clientSecret: process.env['ZENDESK_CLIENT_SECRET'],
    redirectUri: redirectUri.href,
    tokenStore: new FileTokenStore('.zendesk-tokens'),
    encryptionKey: variable('ZENDESK_ENCRYPTION_KEY', `for example ${generateEncryptionKey()}`),
  });
  const requester = { email: process.env['ZENDESK_REQUESTER_EMAIL'] ?? 'tier0-demo@example.com', name: 'Tier 0 Demo' };
  const bot = connector.connection(BOT_ID, { permissions: PERMISSIONS, requester });
  if ((await bot.status()).state !== 'connected') {
    const session = crypto.randomUUID();
    const routes = createZendeskRoutes(connector, async () => ({ session, botId: BOT_ID }));
    const server = await serve(routes, { port: Number(redirectUri.port) });
    const { url } = await bot.connect({ subdomain: variable('ZENDESK_SUBDOMAIN'), session });
    console.log(`Open this in your browser and press Allow:\n${url}`);
    while ((await bot.status()).state !== 'connected') await new Promise((resolve) => setTimeout(resolve, 1_000));
    await server.close();
    await bot.updateSettings({ customerContextOnSessionStart: true });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return {
    bot,
    connector,
    user: {
      agrees: async () => (await terminal.question('May I create a ticket? [y/n] ')).startsWith('y'),
      async converse(say) {
        for (;;) {
          const text = await terminal.question('You (empty to end): ');
          if (text === '') break;
          console.log(`Bot: ${await say(text)}`);
        }
        terminal.close();
      },
    },
  };
}

function variable(name: string, hint = 'see "Against a Zendesk sandbox" in docs/getting-started.md'): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`Set ${name}: ${hint}. Or try it without an account: --simulate`);
  process.exit(2);
}
