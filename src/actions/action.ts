/**
 * What an action is: something that a chatbot may do at Zendesk, with the schemas that a model needs to call it.
 * An action is a callable value; a connection runs it after checking the permission and the input.
 */

import type { ConnectorEventDetail } from '../events.js';
import type { ZendeskResponse } from '../http/http.js';
import type { HttpMethod } from '../http/http-method.js';
import type { Phrases } from '../locales/phrases.js';
import type { Permission } from '../permissions.js';
import type { Schema, StandardSchema } from '../schema.js';
import type { RateLimiter } from '../stores/rate-limiter.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import type { ActionMemory } from './action-memory.js';
import type { TicketDefaults } from './ticket-defaults.js';
import type { TicketExtras } from './ticket-extras.js';

/** A person, as your application knows them. */
export interface Person {
  /** Blanks around it are dropped. Actions answer one that is not an address with an InvalidInputError. */
  readonly email: string;
  /** A blank name counts as none. @defaultValue the part of the address before the `@` */
  readonly name?: string | null | undefined;
}

/**
 * A Zendesk user with an external id: the id in your application, which Zendesk keeps with the user. Only the very id
 * counts, whose case matters.
 */
export interface ExternalUser {
  readonly externalId: string;
}

/** A Zendesk user, by Zendesk's own id. */
export interface ZendeskUser {
  readonly userId: number;
}

/** A signed-in user, as your application knows them. */
export type KnownRequester = Person | ExternalUser | ZendeskUser;

/**
 * Whom a conversation speaks for. The host vouches for it, never the model.
 * - `{ email, name? }`: a signed-in user. Tickets are filed for, and read only of, this person.
 * - `{ externalId }` or `{ userId }`: the same for a user who exists at Zendesk, by the id in your application or at
 *   Zendesk. Nothing is looked up by address.
 * - `'from-conversation'`: an anonymous visitor. The model supplies the e-mail; a status is told only to who knows
 *   ticket id and requester e-mail together; customer context is refused.
 * - `'anyone'`: an internal assistant that may see every requester.
 */
export type Requester = KnownRequester | 'from-conversation' | 'anyone';

/** How one call is made; the model has no say in any of it. */
export interface CallOptions {
  /**
   * Identifies the intent: calls with the same key create one ticket. Use the tool call id of the engine.
   * @defaultValue derived from the requester and the input, so that an identical call within two hours is a repetition
   */
  readonly idempotencyKey?: string | undefined;
  /** Ends the call early. What is under way at Zendesk is not undone. */
  readonly signal?: AbortSignal | undefined;
  /** Budget in milliseconds, retries and refresh included. @defaultValue that of the connector */
  readonly timeout?: number | undefined;
}

/** What one request of an action needs. */
export interface RequestOptions<T> {
  /** Parameters of the query string. */
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  /** Sent as JSON; a Uint8Array is sent as it is. */
  readonly body?: unknown;
  /** The MIME type of a Uint8Array. @defaultValue 'application/octet-stream' */
  readonly contentType?: string | undefined;
  /** Checks the answer; anything that follows Standard Schema. */
  readonly schema?: StandardSchema<T> | undefined;
  /** Makes a write safe to send again after a failure. */
  readonly idempotencyKey?: string | undefined;
  /** @internal Whether sending it again does no harm, though it is a write without an idempotency key. */
  readonly isRepeatable?: boolean | undefined;
}

/** What an action knows of the connection and the call that it runs in. */
export interface ActionContext {
  readonly connectionId: string;
  readonly requester: Requester;
  readonly ticketDefaults: TicketDefaults;
  /** BCP 47. */
  readonly locale: string;
  readonly idempotencyKey?: string;
  /** What your application adds to the ticket or comment. */
  readonly extras: TicketExtras;
  /** Aborts at the end of the call's budget, or when the caller gives up. */
  readonly signal: AbortSignal;
  /** The connected account and the scope that was granted. */
  account(): Promise<{ readonly subdomain: ZendeskSubdomain; readonly scope: readonly string[] }>;
  /** An authorized JSON request to the account, with refresh, retries and typed errors. */
  send<T = unknown>(method: HttpMethod, path: `/${string}`, options?: RequestOptions<T>): Promise<ZendeskResponse<T>>;
  /**
   * Sends a request without the token: Zendesk answers what it shows to everyone.
   *
   * @internal
   */
  sendWithoutToken: ActionContext['send'];
  /** @internal Opens a file at the address that Zendesk gave. */
  download(address: string): Promise<Response>;
  /**
   * Runs a part that the result can do without, with a quarter of the budget and without retries. Returns undefined when
   * that part fails.
   *
   * @internal
   */
  optional<T>(task: (send: ActionContext['send']) => Promise<T>): Promise<T | undefined>;
  /** @internal The words of the locale. */
  readonly phrases: Phrases;
  /** @internal */
  readonly memory: ActionMemory;
  /** @internal Adds to the audit trail of the connection. */
  emit(event: ConnectorEventDetail): void;
  /** @internal The OAuth client: connectors of two clients may share one limiter. */
  readonly clientId: string;
  /** @internal */
  readonly rateLimiter: RateLimiter;
}

/** What an engine may want to know before it lets a model call an action. */
export interface ActionAnnotations {
  /** Changes nothing at Zendesk. */
  readonly readOnly: boolean;
  /** Deletes or overwrites something. */
  readonly destructive: boolean;
  /** The same call twice has the effect of one. */
  readonly idempotent: boolean;
  /** A person should agree before it runs. */
  readonly requiresConfirmation: boolean;
}

/** What defines an action; see {@link defineAction}. */
export interface ActionDefinition<Input, Output, Name extends string = string> {
  /** As the model calls it; letters, digits and underscores. */
  readonly name: Name;
  /** For people. */
  readonly title: string;
  /** For the model: when to use it and when not. */
  readonly description: string;
  readonly permission: Permission;
  /** The OAuth scopes that it cannot do without, for `diagnose()`; `read` and `write` cover those of all resources. */
  readonly scope?: readonly string[];
  readonly annotations: ActionAnnotations;
  /** What your application may add to a call. @defaultValue nothing */
  readonly extras?: readonly (keyof TicketExtras)[];
  /** The input that the model supplies, which may depend on the requester. Undefined: not available to this requester. */
  readonly inputSchema: (requester: Requester) => Schema<Input> | undefined;
  readonly outputSchema: Schema<Output>;
  /**
   * Words one sentence that asks the end user to approve. @defaultValue the title as a question
   */
  question?(input: Input, context: QuestionContext): string;
  run(input: Input, context: ActionContext): Promise<Output>;
}

/** What a question knows about the connection. */
export interface QuestionContext {
  readonly requester: Requester;
  /** BCP 47. */
  readonly locale: string;
  /** @internal The words of the locale. */
  readonly phrases: Phrases;
}

/** Something that runs actions: a {@link ZendeskConnection}. */
export interface ActionRunner {
  run<Input, Output>(
    action: AnyAction<Input, Output>,
    input: Input,
    options?: CallOptions & TicketExtras,
  ): Promise<Output>;
}

/** Any action, whatever its input and output: what a list of actions holds. */
export interface AnyAction<Input = unknown, Output = unknown, Name extends string = string> {
  /** What the action is made of. */
  readonly definition: ActionDefinition<Input, Output, Name>;
}

/** An action as a callable value: `createTicket(connection, input)`. */
export interface Action<Input, Output, Name extends string = string> extends AnyAction<Input, Output, Name> {
  (runner: ActionRunner, input: Input, options?: CallOptions & TicketExtras): Promise<Output>;
}

/** An action bound to a connection and its requester: what a chat engine registers. */
export interface BoundAction<Input = unknown, Output = unknown, Name extends string = string> {
  readonly name: Name;
  readonly title: string;
  /** Written for the model. */
  readonly description: string;
  readonly permission: Permission;
  readonly inputSchema: Schema<Input>;
  readonly outputSchema: Schema<Output>;
  readonly annotations: ActionAnnotations;
  /** What your application may add to a call of `execute()`. */
  readonly extras: readonly (keyof TicketExtras)[];
  /**
   * Returns one sentence in the language of the connection, to show before the end user approves: "Create the ticket
   * “Cannot log in” for ann@example.com?". An input that is not valid gives the title.
   */
  question(input: unknown): Promise<string>;
  /** Checks whatever the model made of the input, then runs the action. */
  execute(input: unknown, options?: CallOptions & TicketExtras): Promise<Output>;
}

/** The bound form of an action; see {@link ZendeskConnection.actions}. */
export type BoundActionOf<Defined> =
  Defined extends AnyAction<infer Input, infer Output, infer Name> ? BoundAction<Input, Output, Name> : never;

/**
 * Defines an action of your application, which a connection runs under the same permission, requester and audit rules as
 * the built-in ones.
 *
 * @example
 * const ping = defineAction<object, { name: string }>({
 *   name: 'ping_zendesk',
 *   title: 'Ping Zendesk',
 *   description: 'Returns the name of the connected user.',
 *   permission: ZENDESK_ACTIONS.READ_INTEGRATIONS,
 *   annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
 *   inputSchema: () => z.strictObject({}),
 *   outputSchema: z.object({ name: z.string() }),
 *   run: async (_input, { send }) => (await send<{ user: { name: string } }>('GET', '/api/v2/users/me.json')).body.user,
 * });
 */
export function defineAction<Input, Output, const Name extends string = string>(
  definition: ActionDefinition<Input, Output, Name>,
): Action<Input, Output, Name> {
  const action: Action<Input, Output, Name> = Object.assign(
    (runner: ActionRunner, input: Input, options?: CallOptions & TicketExtras) => runner.run(action, input, options),
    { definition },
  );
  return action;
}
