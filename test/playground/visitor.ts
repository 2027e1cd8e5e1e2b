/**
 * What people do on the page of the playground.
 */
import type { Locator, Page } from 'playwright-core';

export const PROBLEM = "I can't log in and I've tried resetting my password.";

export class Visitor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  /** The newest ticket as an agent sees it. */
  get ticket(): Locator {
    return this.page.locator('.tickets > li').first();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async connect(): Promise<void> {
    await this.page.getByRole('button', { name: /^(Connect|Reconnect)$/ }).click();
    await this.button('Continue to Zendesk').click();
    await this.button('Allow').click();
    await this.page.getByText('Connected', { exact: true }).first().waitFor();
  }

  async say(text: string): Promise<void> {
    await this.page.getByLabel('Message').fill(text);
    await this.page.getByLabel('Message').press('Enter');
    await this.log.getByText(text, { exact: true }).last().waitFor();
  }

  /** Waits until the conversation holds it. */
  async hear(text: string | RegExp): Promise<void> {
    await this.log.getByText(text).last().waitFor();
  }

  async createTicket(): Promise<void> {
    await this.say(PROBLEM);
    await this.hear('Shall I create a support ticket');
    await this.button('Yes, please').click();
    await this.button('Create ticket').click();
    await this.hear(/^Ticket #\d+ was created/);
  }

  async answerAsAgent(text: string): Promise<void> {
    await this.ticket.getByLabel('Answer', { exact: true }).fill(text);
    await this.ticket.getByRole('button', { name: 'Answer as Carla' }).click();
    await this.ticket.getByText(text, { exact: true }).waitFor();
  }
}
