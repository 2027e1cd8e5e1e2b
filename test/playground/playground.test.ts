/**
 * The playground, in a real browser: what a product owner does with it.
 *
 * @module-tag slow
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { servePlayground } from './served-playground.js';
import { PROBLEM, Visitor } from './visitor.js';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(CHROMIUM);
if (!hasChromium) {
  if (process.env['CI']) throw new Error(`No Chromium at ${CHROMIUM}`);
  console.warn(`No Chromium at ${CHROMIUM}: the tests of the playground are skipped. Set CHROMIUM_PATH.`);
}
const SCREENSHOT = { name: 'screenshot.png', mimeType: 'image/png', buffer: Buffer.from('a picture') };
const NARROW = { width: 360, height: 740 };

describe.skipIf(!hasChromium)('the playground', { timeout: 60_000 }, () => {
  let browser: Browser;
  let axe: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });
  afterAll(() => browser?.close());

  let page: Page;
  let origin: string;
  let visitor: Visitor;
  beforeEach(async () => {
    const playground = await servePlayground();
    origin = playground.origin;
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
    page = await context.newPage();
    visitor = new Visitor(page);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    onTestFinished(async () => {
      await context.close();
      playground.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(origin);
  });

  const state = () => page.getByRole('status').first();
  const expectState = (text: string) => expect.poll(() => state().textContent()).toBe(text);
  const event = (name: string) => page.getByRole('cell', { name, exact: true }).first();

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

  async function expectNoOverflow(): Promise<void> {
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }

  test('question, article, not enough, a ticket with a screenshot, the agent’s file, conversation, solved, follow-up', async () => {
    await visitor.connect();
    await page.getByText('Ada Admin (admin)').waitFor();
    await page.getByLabel('Agent replies come back to the chat').check();
    await event('webhook.subscribed').waitFor();

    await visitor.button('How do I add a seat?').click();
    await visitor.hear(/Add a seat to your plan: /);
    const article = await visitor.log.getByRole('link').getAttribute('href');
    expect(article).toMatch(/^https:\/\/acme\.zendesk\.com\/hc\/en-us\/articles\/\d+$/);

    await page.getByLabel('Attach files', { exact: true }).setInputFiles(SCREENSHOT);
    await visitor.say('That did not help');
    await visitor.hear('Create the ticket “How do I add a seat?” for ann@customer.example?');
    await page.getByRole('group', { name: 'Confirmation' }).getByText('screenshot.png').waitFor();
    await visitor.button('Create ticket').click();
    await visitor.hear(/^Ticket #2 was created/);
    await visitor.ticket.getByText('#2 How do I add a seat?').waitFor();
    await visitor.ticket.getByText('screenshot.png').waitFor();
    await visitor.ticket.getByText('internal note').waitFor();
    await visitor.ticket.getByText('Visitor: That did not help').waitFor();

    const file = { name: 'steps.pdf', mimeType: 'application/pdf', buffer: Buffer.from('a document') };
    await page.getByLabel('Attach files to ticket 2').setInputFiles(file);
    await visitor.answerAsAgent('Only an owner can do it.');
    const reply = visitor.log.locator('.agent');
    await reply.getByText('Only an owner can do it.').waitFor();
    await reply.getByText('steps.pdf').waitFor();

    await visitor.button('What did they answer?').click();
    await visitor.hear('agent Carla: Only an owner can do it. [steps.pdf]');
    await visitor.button('That solved it, thanks!').click();
    await visitor.button('Mark as solved').click();
    await visitor.hear('Ticket #2 is solved.');
    await visitor.ticket.getByText('solved', { exact: true }).waitFor();

    await visitor.button('Close solved tickets').click();
    await visitor.hear('Ticket #2 is now closed.');
    await visitor.button('It happens again.').click();
    await visitor.button('Create ticket').click();
    await visitor.hear(/^Ticket #3 was created/);
    await visitor.ticket.getByText('Ann Customer · follow-up of #2').waitFor();
  });

  test('the visitor answers the agent; when replies are off, the chat hears nothing', async () => {
    await visitor.connect();
    await page.getByLabel('Agent replies come back to the chat').check();
    await event('webhook.subscribed').waitFor();
    await visitor.createTicket();
    await visitor.answerAsAgent('Which browser do you use?');
    await visitor.hear('Carla, on ticket #2');
    await visitor.hear('Ticket #2 is now pending.');
    await visitor.say('Firefox, the newest');
    await visitor.button('Send to the agent').click();
    await visitor.hear('Your answer was added to ticket #2.');
    await visitor.ticket.getByText('Firefox, the newest', { exact: true }).waitFor();
    await visitor.ticket.getByText('open', { exact: true }).waitFor();
    // Neither its own words nor the status that it changed come back.
    expect(await visitor.log.locator('.agent').count()).toBe(1);
    expect(await visitor.log.getByText('is now open').count()).toBe(0);

    await page.getByLabel('Agent replies come back to the chat').uncheck();
    await event('webhook.unsubscribed').waitFor();
    await visitor.answerAsAgent('Still there?');
    expect(await visitor.log.getByText('Still there?').count()).toBe(0);
  });

  test('a wrong address keeps what was typed; another account; consent denied; disconnect', async () => {
    const address = page.getByLabel('Your Zendesk address');
    await visitor.button('Connect').click();
    await address.fill('nosuch');
    await visitor.button('Continue to Zendesk').click();
    await page.getByRole('dialog').getByText('There is no Zendesk account at nosuch.zendesk.com').waitFor();
    expect(await address.inputValue()).toBe('nosuch');
    await visitor.button('Cancel').first().click();
    await visitor.button('Connect').click();
    expect(await address.inputValue()).toBe('nosuch');

    await address.fill('globex');
    await visitor.button('Continue to Zendesk').click();
    await page.getByRole('heading', { name: 'Allow “support_bot” to access globex.zendesk.com?' }).waitFor();
    await expectAccessible();
    await page.setViewportSize(NARROW);
    await expectNoOverflow();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible();
    await visitor.button('Deny').click();
    await page.getByText('access was not granted').waitFor();
    await visitor.button('Dismiss').click();

    // A second way to connect, without a browser.
    await visitor.button('Connect').click();
    await address.fill('globex');
    await page.getByLabel('With client credentials').check();
    await visitor.button('Connect now').click();
    await expectState('Connected');
    await page.getByText('globex.zendesk.com', { exact: true }).first().waitFor();
    await page.getByText(/^with client credentials, /).waitFor();
    await page.getByText('No tickets yet').waitFor();

    await visitor.button('Disconnect …').click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Disconnect' }).click();
    await expectState('Disconnected');
    await visitor.say('#1');
    await visitor.hear('The help desk is not connected at the moment.');

    await page.goto(`${origin}/zendesk/callback?code=x&state=made-up`);
    await page.getByRole('alert').waitFor();
    // It does not come back with the next visit.
    await page.reload();
    await state().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('each empty panel says what will appear; background and diagnosis say what is known', async () => {
    for (const title of ['No account is connected', 'Say something to the bot', 'Nothing happened yet']) {
      await page.getByText(title).waitFor();
    }
    await visitor.button('Diagnose').click();
    const report = page.getByRole('region', { name: 'Diagnosis' });
    await report.getByText('No Zendesk account is connected').waitFor();
    expect(await page.getByLabel('Agent replies come back to the chat').isDisabled()).toBe(true);
    await visitor.connect();
    await visitor.button('Diagnose').click();
    await report.getByText('No problems.').waitFor();
    await page.getByLabel('The bot knows the last tickets').check();
    await visitor.say('Hello');
    await visitor.log.getByText('Background for the bot').click();
    await visitor.hear('Invoice of October is wrong');
  });

  test('no ticket without consent; an anonymous visitor is asked for an address and sees no one else’s tickets', async () => {
    await visitor.connect();
    await page.getByLabel('You are').selectOption('an anonymous visitor');
    await visitor.say(PROBLEM);
    await visitor.hear('Shall I create a support ticket');
    await visitor.say('Yes');
    await visitor.hear('What is your e-mail address?');
    await visitor.say('zoe@visitor.example');
    await visitor.button('No').click();
    await visitor.hear('As you like. Nothing was sent.');
    expect(await page.locator('.tickets > li').count()).toBe(1);
    await visitor.say('What is the status of ticket #1?');
    await visitor.hear(/could not|cannot|no ticket/i);
    expect(await visitor.log.textContent()).not.toContain('Invoice');
  });

  test('permissions have names for people, and what is switched off is not there', async () => {
    await visitor.connect();
    await page.getByLabel('Create tickets').uncheck();
    await visitor.say(PROBLEM);
    await visitor.hear('I am not allowed to create tickets here.');
    await visitor.button('Safe on a public page').click();
    await expect.poll(() => page.getByLabel('Create tickets').isChecked()).toBe(true);
    await expect.poll(() => page.getByLabel('Recognize returning customers').isChecked()).toBe(false);
    await visitor.say('my tickets');
    await visitor.hear('I am not allowed to look up tickets here.');
  });

  test('an expired token goes unnoticed; a 429 and an outage are told in words; a revoked token asks to reconnect', async () => {
    await visitor.connect();
    await visitor.button('Expire token').click();
    await visitor.say('#1');
    await visitor.hear(/Solved — last updated/);
    await event('token.refreshed').waitFor();
    await visitor.button('Next request: 429').click();
    await visitor.say('how is my ticket?');
    await visitor.hear('The help desk is busy right now.');
    await visitor.button('Outage').click();
    await visitor.button('End outage').waitFor();
    await visitor.say('any news on my ticket?');
    await visitor.hear(/The help desk (could not|cannot)/);
    await visitor.button('End outage').click();
    await visitor.button('Outage').waitFor();
    await visitor.button('Revoke token').click();
    await visitor.say('status of my ticket');
    await visitor.hear('must be renewed by its owner');
    await expectState('Reconnect required');
    await page.getByText('An admin may have revoked it there').waitFor();
    await visitor.connect();
  });

  test('each step shows the code that did it, from the file that runs', async () => {
    await page.getByText('Code of an answer').click();
    const code = page.getByRole('region', { name: 'Code of an answer' });
    const file = await readFile(new URL('../../examples/playground/steps/answer-visitor.ts', import.meta.url), 'utf8');
    const shown = (await code.textContent()) ?? '';
    expect(shown).toContain('aiSdkTools(actions');
    expect(file).toContain(shown);
    const codes = page.locator('details.code');
    for (const one of await codes.all()) expect((await one.locator('pre').textContent())?.length).toBeGreaterThan(40);
  });

  test('axe finds nothing, light and dark, wide and narrow; nothing overflows', async () => {
    await state().waitFor();
    await expectAccessible();
    await visitor.connect();
    await visitor.createTicket();
    await visitor.say('That solved it, thanks!');
    await visitor.button('Mark as solved').waitFor();
    for (const summary of await page.locator('main details.code > summary:visible').all()) await summary.click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible();
    }
    await page.setViewportSize(NARROW);
    await expectAccessible();
    await expectNoOverflow();
    await visitor.button('Disconnect …').click();
    await expectAccessible();
  });

  test('it can be used with the keyboard alone', async () => {
    await state().waitFor();
    const press = async (name: string) => {
      await visitor.button(name).focus();
      await page.keyboard.press('Enter');
    };
    await press('Connect');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('subdomain');
    await page.keyboard.press('Enter');
    await page.waitForURL(/oauth\/authorizations/);
    await press('Allow');
    await expectState('Connected');
    await press('What tickets do I have?');
    await visitor.hear(/#1 Solved/);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('log');
    await press('Disconnect …');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Disconnect …');
  });
});
