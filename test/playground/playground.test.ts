/**
 * The playground, in a real browser: what a product owner does with it.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createPlayground } from '../../examples/playground/playground.js';
import { scriptedBot } from '../../examples/playground/scripted-bot.js';
import { scriptedAiSdkModel } from '../../examples/support/scripted/ai-sdk.js';
import { createZendeskSimulator } from '../../src/testing/index.js';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(CHROMIUM);
if (!hasChromium) {
  if (process.env['CI']) throw new Error(`No Chromium at ${CHROMIUM}`);
  console.warn(`No Chromium at ${CHROMIUM}: the tests of the playground are skipped. Set CHROMIUM_PATH.`);
}
const SCREENSHOTS = process.env['SCREENSHOTS'];
const PROBLEM = "I can't log in and I've tried resetting my password.";

describe.skipIf(!hasChromium)('the playground', () => {
  let browser: Browser;
  let axe: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });
  afterAll(() => browser?.close());

  let page: Page;
  let origin: string;
  beforeEach(async () => {
    // The port is in the redirect URI, so it has to be known first.
    const probe = await listen(async () => new Response(), 0);
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    origin = `http://localhost:${port}`;
    const redirectUris = [`${origin}/zendesk/callback`];
    const clients = [{ clientId: 'support_bot', clientSecret: 'secret', redirectUris }];
    const zendesk = createZendeskSimulator({
      accounts: [{ subdomain: 'acme', clients }],
      webhookFetch: async (request) => app.fetch(request),
    });
    const createModel = () => scriptedAiSdkModel(scriptedBot());
    const app = createPlayground({
      ...{ origin, client: zendesk.client, zendesk, createModel },
      modelName: 'a scripted bot',
      webhookUrl: 'https://playground.example/zendesk/webhook',
    });
    const server = await listen(app.fetch as (request: Request) => Promise<Response>, port);
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
    page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    onTestFinished(async () => {
      await context.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(origin);
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const state = () => page.getByRole('status').first();
  const log = () => page.getByRole('log');

  async function connect(): Promise<void> {
    await page.getByRole('button', { name: /^(Connect|Reconnect)$/ }).click();
    await button('Continue to Zendesk').click();
    await button('Allow').click();
    await page.getByText('Connected', { exact: true }).waitFor();
  }

  async function say(text: string): Promise<void> {
    await page.getByLabel('Message').fill(text);
    await page.getByLabel('Message').press('Enter');
    await log().getByText(text, { exact: true }).last().waitFor();
  }

  async function createTicket(): Promise<void> {
    await say(PROBLEM);
    await log().getByText('Shall I create a support ticket').waitFor();
    await say('Yes, please');
    await button('Create ticket').click();
    await log()
      .getByText(/^Ticket #\d+ was created/)
      .waitFor();
  }

  async function expectAccessible(): Promise<void> {
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { run } = (
        globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        }
      ).axe;
      return (await run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
  }

  async function screenshot(name: string): Promise<void> {
    if (SCREENSHOTS === undefined) return;
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
  }

  test('the guide’s walk-through: connect, chat to ticket, status, background, disconnect', async () => {
    await expect.poll(() => state().textContent()).toBe('Disconnected');
    await screenshot('disconnected');
    await connect();
    await page.getByText('acme.zendesk.com', { exact: true }).waitFor();
    await page.getByText(/Admin/).first().waitFor();
    await page.getByText('tickets:read, tickets:write, users:read, webhooks:read, webhooks:write').waitFor();

    await page.getByLabel('Customer context at session start').check();
    await createTicket();
    await log().getByText('Background for the bot').waitFor();
    await log().getByText('Background for the bot').click();
    await log().getByText('Invoice of October is wrong').waitFor();

    const zendesk = page.getByRole('region', { name: 'Zendesk, as an agent sees it' });
    const ticket = zendesk.getByRole('listitem').first();
    await ticket.getByText(PROBLEM.slice(0, 40)).first().waitFor();
    await ticket.getByText('Ann Customer · new').waitFor();
    await ticket.getByRole('textbox', { name: 'Answer' }).fill('Try another browser.');
    await ticket.getByRole('button').click();
    await ticket.getByText('Ann Customer · pending').waitFor();
    const id = /#(\d+)/.exec((await ticket.textContent()) ?? '')?.[1];
    await say(`What's the status of ticket #${id}?`);
    await log()
      .getByText(/Pending — last updated .* by agent Carla\./)
      .last()
      .waitFor();
    await page.getByRole('cell', { name: 'connect.succeeded' }).waitFor();
    await page.getByText(/action: zendesk_create_ticket, outcome: succeeded/).waitFor();
    await screenshot('conversation');

    await button('Disconnect …').click();
    await button('Cancel').last().click();
    await expect.poll(() => state().textContent()).toBe('Connected');
    await button('Disconnect …').click();
    await button('Disconnect').click();
    await expect.poll(() => state().textContent()).toBe('Disconnected');
    await say(`What's the status of ticket #${id}?`);
    await log().getByText('The help desk is not connected at the moment.').last().waitFor();
  }, 60_000);

  test('the round trip: the agent answers, the chat hears it; the visitor answers, the agent sees it', async () => {
    await connect();
    await page.getByLabel('Agent replies come back to the chat').check();
    await page.getByRole('cell', { name: 'webhook.subscribed' }).waitFor();
    await createTicket();
    const ticket = page.getByRole('region', { name: 'Zendesk, as an agent sees it' }).getByRole('listitem').first();
    await ticket.getByRole('textbox', { name: 'Answer' }).fill('Which browser do you use?');
    await ticket.getByRole('button').click();
    await log().getByText('Which browser do you use?').waitFor();
    await log().getByText('Carla, by ticket #2').waitFor();
    await log().getByText('Ticket #2 is now pending.').waitFor();

    await say('Firefox, the newest');
    await log().getByText('Send this to the agent, into ticket #2?').waitFor();
    await screenshot('round-trip');
    await button('Send to the agent').click();
    await log().getByText('Your answer was added to ticket #2.', { exact: true }).waitFor();
    await ticket.getByText('Ann Customer: Firefox, the newest').waitFor();
    await ticket.getByText('Ann Customer · open').waitFor();
    // Neither its own words nor the status that it changed come back.
    expect(await log().locator('.agent').count()).toBe(1);
    expect(await log().getByText('is now open').count()).toBe(0);

    await page.getByLabel('Agent replies come back to the chat').uncheck();
    await page.getByRole('cell', { name: 'webhook.unsubscribed' }).waitFor();
    await ticket.getByRole('textbox', { name: 'Answer' }).fill('Anybody there?');
    await ticket.getByRole('button').click();
    await ticket.getByText('Carla: Anybody there?').waitFor();
    expect(await log().getByText('Anybody there?').count()).toBe(0);
  }, 60_000);

  test('question, article, not enough, ticket, conversation, solved', async () => {
    await connect();
    await say('How do I add a seat?');
    await log()
      .getByText(/Add a seat to your plan: https:\/\/acme\.zendesk\.com\/hc\/en-us\/articles\/\d+/)
      .waitFor();
    await createTicket();
    const ticket = page.getByRole('region', { name: 'Zendesk, as an agent sees it' }).getByRole('listitem').first();
    const id = /#(\d+)/.exec((await ticket.textContent()) ?? '')?.[1];
    await ticket.getByRole('textbox', { name: 'Answer' }).fill('Try another browser.');
    await ticket.getByRole('button').click();
    await ticket.getByText('Ann Customer · pending').waitFor();
    await say(`What did they answer on ticket #${id}?`);
    await log()
      .getByText(/agent Carla: Try another browser\./)
      .waitFor();
    await say(`That solved it, thanks. It was #${id}.`);
    await log().getByText(`Mark ticket #${id} as solved?`).waitFor();
    await button('Mark as solved').click();
    await log().getByText(`Ticket #${id} is solved.`, { exact: true }).waitFor();
    await ticket.getByText('Ann Customer · solved').waitFor();
  }, 60_000);

  test('diagnose says what is wrong, and that nothing is', async () => {
    await button('Diagnose').click();
    const report = page.getByRole('region', { name: 'Diagnosis' });
    await report.getByText('No Zendesk account is connected').waitFor();
    expect(await page.getByLabel('Agent replies come back to the chat').isDisabled()).toBe(true);
    await connect();
    await button('Diagnose').click();
    await report.getByText('No problems.').waitFor();
    await report.getByText('Ada Admin (admin)').waitFor();
  }, 60_000);

  test('no ticket without consent; an anonymous visitor is asked for an address and sees nobody else’s tickets', async () => {
    await connect();
    await page.getByLabel('You are').selectOption('an anonymous visitor');
    await say(PROBLEM);
    await log().getByText('Shall I create a support ticket').waitFor();
    await say('Yes');
    await log().getByText('What is your e-mail address?').waitFor();
    await say('zoe@visitor.example');
    await button('No').click();
    await log().getByText('You did not agree.').waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await say('What is the status of ticket #1? I am zoe@visitor.example');
    await log()
      .getByText(/could not|cannot|no ticket|number/i)
      .last()
      .waitFor();
    expect(await log().textContent()).not.toContain('Invoice');
  }, 60_000);

  test('permissions: what is switched off is not there', async () => {
    await connect();
    await page.getByLabel('CREATE_TICKET').uncheck();
    await say(PROBLEM);
    await log().getByText('I am not allowed to create tickets here.').waitFor();
    await button('As a public bot').click();
    await expect.poll(() => page.getByLabel('CREATE_TICKET').isChecked()).toBe(true);
    await expect.poll(() => page.getByLabel('READ_CUSTOMER_CONTEXT').isChecked()).toBe(false);
    await say('my tickets');
    await log().getByText('I am not allowed to look up tickets here.').waitFor();
  }, 60_000);

  test('an expired token goes unnoticed, a revoked one asks to reconnect, and that mends it', async () => {
    await connect();
    await createTicket();
    await button('Expire token').click();
    await say('What is the status of ticket #2?');
    await page.getByRole('cell', { name: 'token.refreshed' }).waitFor();
    await button('Revoke token').click();
    await say('What is the status of ticket #2?');
    await log().getByText('must be renewed by its owner').last().waitFor();
    await expect.poll(() => state().textContent()).toBe('Reconnect required');
    await page.getByText('An admin may have revoked it there').waitFor();
    await screenshot('reconnect-required');
    await connect();
    await expect.poll(() => state().textContent()).toBe('Connected');
  }, 60_000);

  test('a busy Zendesk and an outage are told in words for people, and are over when they are over', async () => {
    await connect();
    await button('Next request: 429').click();
    await say('What is the status of ticket #1?');
    await log().getByText('The help desk is busy right now.').last().waitFor();
    await button('Outage').click();
    await button('End outage').waitFor();
    await say('my tickets');
    await log()
      .getByText(/The help desk (could not|cannot)/)
      .last()
      .waitFor({ timeout: 20_000 });
    await button('End outage').click();
    await button('Outage').waitFor();
    await say('What is the status of ticket #1?');
    await log()
      .getByText(/Solved — last updated/)
      .last()
      .waitFor();
  }, 60_000);

  test('consent that is denied, an address that is none, and a callback that is made up', async () => {
    await button('Connect').click();
    await button('Continue to Zendesk').click();
    await button('Deny').click();
    await page.getByRole('alert').waitFor();
    await screenshot('denied');
    await button('Dismiss').click();
    await button('Connect').click();
    await page.getByLabel('Your Zendesk address').fill('evil.example/#');
    await button('Continue to Zendesk').click();
    await page.getByRole('alert').waitFor();
    await page.goto(`${origin}/zendesk/callback?code=x&state=made-up`);
    await page.getByRole('alert').waitFor();
    await expect.poll(() => state().textContent()).toBe('Disconnected');
    // It does not come back with the next visit.
    await page.reload();
    await state().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  }, 60_000);

  test.each(['light', 'dark'] as const)(
    'axe finds nothing, in %s, wide and narrow; nothing overflows',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await state().waitFor();
      await expectAccessible();
      await connect();
      await createTicket();
      await say(PROBLEM);
      await log().getByText('Shall I create').last().waitFor();
      await say('Yes');
      await button('Create ticket').last().waitFor();
      await expectAccessible();
      await button('Disconnect …').click();
      await expectAccessible();
      await button('Cancel').last().click();
      await page.setViewportSize({ width: 360, height: 740 });
      await expectAccessible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await screenshot(`narrow-${colorScheme}`);
    },
    60_000,
  );

  test('it can be used with the keyboard alone', async () => {
    await state().waitFor();
    const press = async (name: string) => {
      await button(name).focus();
      await page.keyboard.press('Enter');
    };
    await press('Connect');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('subdomain');
    await page.keyboard.press('Enter');
    await page.waitForURL(/oauth\/authorizations/);
    await press('Allow');
    await page.getByText('Connected', { exact: true }).waitFor();
    await press('Disconnect …');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Disconnect …');
  }, 60_000);
});

function listen(fetch: (request: Request) => Promise<Response>, port: number): Promise<ServerType> {
  return new Promise((resolve) => {
    const server = serve({ fetch, port, hostname: 'localhost' }, () => resolve(server));
  });
}
