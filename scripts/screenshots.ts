/**
 * Takes the pictures of the playground for README and docs: `npm run screenshots`. Look at them before you keep them.
 */
import { writeFile } from 'node:fs/promises';
import { chromium, type Page } from 'playwright-core';
import { servePlayground } from '../test/playground/served-playground.ts';
import { Visitor } from '../test/playground/visitor.ts';
import { smallPng } from './small-png.ts';

interface Picture {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** What happens before it is taken. */
  readonly play: (visitor: Visitor) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: 'playground', colorScheme: 'light', width: 1360, height: 850, play: showReply },
  { name: 'playground-dark', colorScheme: 'dark', width: 1360, height: 850, play: showApproval },
  { name: 'playground-phone', colorScheme: 'light', width: 360, height: 740, play: showPhone },
  { name: 'playground-consent', colorScheme: 'light', width: 720, height: 860, play: showConsent },
  { name: 'playground-code', colorScheme: 'light', width: 720, height: 800, play: showCode },
];

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const { name, colorScheme, width, height, play } of PICTURES) {
  const playground = await servePlayground();
  const viewport = { width, height };
  const context = await browser.newContext({ colorScheme, viewport, locale: 'en-US', timezoneId: 'UTC' });
  const page = await context.newPage();
  await page.goto(playground.origin);
  await play(new Visitor(page));
  const png = await page.screenshot({ animations: 'disabled' });
  const pixels = await pixelsOf(page, png);
  await writeFile(new URL(`../docs/images/${name}.png`, import.meta.url), smallPng(pixels, width, height));
  await context.close();
  playground.close();
}
await browser.close();

async function showReply(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await visitor.connect();
  await page.getByLabel('Agent replies come back to the chat').check();
  await page.getByRole('cell', { name: 'webhook.subscribed' }).waitFor();
  await visitor.createTicket();
  await visitor.answerAsAgent('Which browser do you use?');
  await visitor.hear('Which browser do you use?');
  await visitor.hear('Ticket #2 is now pending.');
}

async function showApproval(visitor: Visitor): Promise<void> {
  await showReply(visitor);
  await visitor.say('Firefox, the newest');
  await visitor.button('Send to the agent').waitFor();
}

async function showPhone(visitor: Visitor): Promise<void> {
  await showApproval(visitor);
  await visitor.page.locator('.card.chat').evaluate((card) => card.scrollIntoView());
}

async function showConsent(visitor: Visitor): Promise<void> {
  await visitor.button('Connect').click();
  await visitor.button('Continue to Zendesk').click();
  await visitor.button('Allow').waitFor();
}

async function showCode(visitor: Visitor): Promise<void> {
  await visitor.button('Connect').click();
  await visitor.page.getByText('Code of connecting in the browser').click();
  await visitor.page.getByLabel('Your Zendesk address').focus();
}

/** The browser decodes its own picture. */
async function pixelsOf(page: Page, png: Buffer): Promise<Uint8Array> {
  const numbers = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas?.drawImage(image, 0, 0);
    const { data } = canvas?.getImageData(0, 0, image.width, image.height) ?? { data: new Uint8ClampedArray() };
    let text = '';
    for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
    return btoa(text);
  }, png.toString('base64'));
  return Buffer.from(numbers, 'base64');
}
