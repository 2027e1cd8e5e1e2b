/**
 * What all chat engines have in common: finds the action that a model calls, asks for confirmation if that is left to
 * us, runs it, and turns what went wrong into something that a model can act on.
 */
import type { BoundAction } from '../actions/action.js';
import type { TicketExtras } from '../actions/ticket-extras.js';
import { ConfigurationError, InvalidInputError, ZendeskError, type ZendeskErrorCode } from '../errors.js';

export { type ConversationTurn, toolCallId } from './conversation-turn.js';

/**
 * A failed call as a model should hear of it: `message` says what went wrong and what to do or to ask the user next,
 * and nothing of what is inside. `code` and `status` are those of the error that it stands for.
 */
export class ToolCallError extends ZendeskError {
  static override readonly className = 'ToolCallError';
}

/**
 * Asks the end user before an action that requires confirmation. The action runs only if it resolves to true.
 * `'confirmed-elsewhere'` says that the engine or your application has already asked.
 */
export type Confirmation = ((call: PendingToolCall) => boolean | Promise<boolean>) | 'confirmed-elsewhere';

/** How an engine runs a call. */
export interface ToolCallOptions {
  readonly confirm: Confirmation;
  /** Ends the calls early. */
  readonly signal?: AbortSignal | undefined;
  /** Adds files and a note of your application; the model has no say in them. */
  readonly extras?: ExtrasOfCall | undefined;
}

/**
 * Returns what your application adds to a call: the files that the end user sent, and a note for agents. It is asked after
 * the end user agreed, for actions that take something, and what an action does not take is left out.
 */
export type ExtrasOfCall = (call: {
  /** The name of the action, such as `zendesk_create_ticket`. */
  readonly name: string;
  /** The model's input. It is not checked yet. */
  readonly input: unknown;
}) => TicketExtras | Promise<TicketExtras>;

/** A call that the end user should agree to. */
export interface PendingToolCall {
  readonly action: BoundAction;
  /** One sentence in the language of the connection, to show to the end user. */
  readonly question: string;
  /** The model's input. It is not checked yet. */
  readonly input: unknown;
}

/** What a model wants to run. */
export interface ToolCall {
  /** Identifies the call: the same id creates one ticket and adds one comment. {@link toolCallId} makes one. */
  readonly id: string | undefined;
  /** The name of the action. */
  readonly name: string;
  /** The model's input, whatever it is. */
  readonly input: unknown;
}

// The model may read the hints of these. The hints of all others are for developers and bot owners.
const ACTIONABLE: ReadonlySet<ZendeskErrorCode> = new Set([
  'invalid_input',
  'rate_limited',
  'not_found',
  'idempotency_conflict',
  'requester_suspended',
  'ticket_closed',
  'network',
  'timeout',
]);

/**
 * Turns whatever an action threw into an error whose message is written for the model.
 *
 * @example
 * const result = await action.execute(input).catch((error) => ({ error: toToolCallError(error).message }));
 */
export function toToolCallError(error: unknown): ToolCallError {
  if (error instanceof ToolCallError) return error;
  if (!(error instanceof ZendeskError)) {
    return refusal('api_error', 500, 'Something went wrong with the help desk.', 'Tell the user; do not try again.');
  }
  const { code, status, userMessage, retryable, requestId } = error;
  const next = retryable ? 'Tell the user, who may try again later.' : 'Tell the user; do not try again.';
  const hint = ACTIONABLE.has(code) ? error.hint : next;
  return new ToolCallError({
    message: `${userMessage} ${hint}`,
    code,
    status,
    userMessage,
    hint,
    retryable,
    requestId,
  });
}

/**
 * Runs the model's call in an engine that has no adapter. It asks the end user first where the action requires that.
 *
 * @throws ToolCallError whose message is for the model; ConfigurationError; the reason of the signal when that aborts
 *
 * @example
 * const output = await runToolCall(actions, { id: messageId, name: action.name, input }, { confirm: askUser });
 */
export async function runToolCall(
  actions: readonly BoundAction[],
  { id, name, input }: ToolCall,
  options: ToolCallOptions,
): Promise<unknown> {
  checkConfirmation(options);
  const { confirm, signal, extras } = options;
  signal?.throwIfAborted();
  const action = actions.find((candidate) => candidate.name === name);
  // A permission that is lacking and a name that is made up look the same.
  if (action === undefined) {
    throw toToolCallError(new InvalidInputError({ issues: [{ path: ['name'], message: 'there is no such tool' }] }));
  }
  try {
    if (action.annotations.requiresConfirmation) await requireConfirmation(confirm, action, input);
    const added = action.extras.length > 0 ? await extras?.({ name, input }) : undefined;
    const taken = Object.fromEntries(action.extras.map((extra) => [extra, added?.[extra]]));
    return await action.execute(input, { ...taken, idempotencyKey: id, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw toToolCallError(error);
  }
}

/** Fails closed: without the answer `true`, nothing is created. */
async function requireConfirmation(confirm: Confirmation, action: BoundAction, input: unknown): Promise<void> {
  if (confirm === 'confirmed-elsewhere') return;
  if ((await confirm({ action, question: await action.question(input), input })) !== true) {
    throw refusal('permission_denied', 403, 'The user did not agree.', 'Do not try again unless they ask for it.');
  }
}

/**
 * Tells the developer of a forgotten option at once, rather than the model when it wants to create a ticket.
 *
 * @throws ConfigurationError
 * @internal
 */
export function checkConfirmation(options: { readonly confirm?: unknown } | undefined): void {
  const confirm = options?.confirm;
  if (typeof confirm === 'function' || confirm === 'confirmed-elsewhere') return;
  throw new ConfigurationError({
    option: 'confirm',
    problem: `must be a function or 'confirmed-elsewhere'`,
    hint: "Pass a function that asks the end user, or 'confirmed-elsewhere' if the engine has already asked.",
  });
}

/**
 * @throws ConfigurationError when a connection is passed, or its method, instead of what `actions()` returns
 * @internal
 */
export function checkActions(actions: unknown): void {
  if (Array.isArray(actions)) return;
  const problem = 'must be the list that actions() of a connection returns';
  throw new ConfigurationError({ option: 'actions', problem, hint: 'Pass bot.actions().' });
}

/**
 * What the model wrote, parsed.
 *
 * @throws ToolCallError
 * @internal
 */
export function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw toToolCallError(new InvalidInputError({ issues: [{ path: [], message: 'the arguments must be JSON' }] }));
  }
}

/** @internal The failure as JSON, for engines whose results are text. */
export function printFailure(error: unknown): string {
  const { code, userMessage, hint } = toToolCallError(error);
  return JSON.stringify({ error: code, message: userMessage, hint });
}

/** @internal */
export function refusal(code: ZendeskErrorCode, status: number, userMessage: string, hint: string): ToolCallError {
  return new ToolCallError({ message: `${userMessage} ${hint}`, code, status, userMessage, hint });
}
