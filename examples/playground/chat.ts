/**
 * The chat of the page: who visits, what the bot may do, and the conversation that follows from both.
 */
import type { LanguageModel } from 'ai';
import type { Permission, ZendeskConnector } from 'zendesk-connector';
import { Conversation } from './conversation.ts';
import { CHAT_PERMISSIONS, CUSTOMERS } from './people.ts';
import { openChat } from './steps/open-chat.ts';

export interface ChatOptions {
  readonly connector: ZendeskConnector;
  readonly createModel: () => LanguageModel;
  readonly changed: () => void;
}

export class Chat {
  readonly #options: ChatOptions;
  #permissions = CHAT_PERMISSIONS;
  #visitor: string | undefined = CUSTOMERS[0].email;
  #conversation: Conversation;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#conversation = this.#converse();
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get permissions(): readonly Permission[] {
    return this.#permissions;
  }

  /** The address of who is signed in; undefined for an anonymous visitor. */
  get visitor(): string | undefined {
    return this.#visitor;
  }

  grant(permissions: readonly unknown[]): void {
    this.#permissions = CHAT_PERMISSIONS.filter((permission) => permissions.includes(permission));
    this.#conversation = this.#converse();
  }

  visit(email: unknown): void {
    this.#visitor = CUSTOMERS.find((customer) => customer.email === email)?.email;
    this.#conversation = this.#converse();
  }

  #converse(): Conversation {
    const { connector, createModel, changed } = this.#options;
    const id = crypto.randomUUID();
    const customer = CUSTOMERS.find(({ email }) => email === this.#visitor);
    const who = customer === undefined ? 'The visitor is anonymous.' : `The visitor is ${customer.name}.`;
    const instructions = `You are the support bot of Acme. Offer to create a ticket when you cannot help. ${who}`;
    const connection = openChat(connector, this.#permissions, { conversationId: id, customer });
    return new Conversation({ id, connection, model: createModel(), instructions, changed });
  }
}
