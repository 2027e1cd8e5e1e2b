/**
 * Runs one action for one caller: permission, requester, input, budget, the action itself, output, and one audit event.
 */
import type { ActionContext, ActionDefinition, CallOptions, Requester } from '../actions/action.js';
import { requireEmailAddress } from '../actions/requester-guard.js';
import type { TicketExtras } from '../actions/ticket-extras.js';
import type { ConnectorCore } from '../core.js';
import { ConfigurationError, PermissionError, ResponseFormatError, ZendeskError } from '../errors.js';
import type { Phrases } from '../locales/phrases.js';
import { phrasesFor } from '../locales/phrases-for.js';
import { translateUserMessage } from '../locales/translate-user-message.js';
import { requirePermission } from '../permissions.js';
import { parseInput, type StandardSchema } from '../schema.js';
import { isBlank } from '../util/plain-text.js';
import { withUserMessage } from '../zendesk-error.js';
import { type AccountClient, createAccountClient } from './account-client.js';
import type { Caller } from './caller.js';
import { checkCallOptions, runCall } from './run-call.js';

/** @internal What runs like an action, whether or not a model may call it. */
export interface Runnable<Input, Output>
  extends Pick<ActionDefinition<Input, Output>, 'name' | 'permission' | 'extras' | 'run'> {
  readonly inputSchema: (requester: Requester) => StandardSchema<Input> | undefined;
  readonly outputSchema: StandardSchema<Output>;
}

/** @internal */
export async function runAction<Input, Output>(
  core: ConnectorCore,
  caller: Caller,
  definition: Runnable<Input, Output>,
  input: unknown,
  options: CallOptions & TicketExtras = {},
): Promise<Output> {
  const startedAt = performance.now();
  const loadedPhrases = phrasesFor(caller.locale);
  const finish = (outcome: 'succeeded' | 'denied' | 'failed', more: object) => {
    const durationMs = Math.round(performance.now() - startedAt);
    core.emit(caller.connectionId, { type: 'action.finished', action: definition.name, outcome, ...more, durationMs });
  };
  try {
    // The permission first: who may not run it gets no answer to anything else, and nothing is read.
    requirePermission(caller.permissions, definition.permission);
    checkCallOptions(options);
    const requester = requireRequesterOption(caller.requester);
    requireEmailAddress(requester);
    const extras = checkExtras(definition, options);
    const inputSchema = definition.inputSchema(requester);
    if (inputSchema === undefined) {
      throw new PermissionError({
        reason: 'requester',
        message: `${definition.name} is not available for this requester`,
        hint: 'Sign the visitor in and pass their e-mail address as `requester`.',
      });
    }
    const parsed = await parseInput(inputSchema, input);
    const phrases = loadedPhrases instanceof Promise ? await loadedPhrases : loadedPhrases;
    const output = await runCall(core, options, (deadline) =>
      definition.run(
        parsed,
        createActionContext(
          createAccountClient(core, { connectionId: caller.connectionId, deadline }),
          core,
          caller,
          { requester, phrases, extras },
          options,
        ),
      ),
    );
    // The schema is the list of what may leave: nothing else gets through, whatever an action returns.
    const result = await definition.outputSchema['~standard'].validate(output);
    if (result.issues !== undefined)
      throw new ResponseFormatError({ problem: `does not fit the output of ${definition.name}` });
    finish('succeeded', auditOf(output));
    return result.value;
  } catch (error) {
    if (error instanceof ZendeskError) {
      const { code, requestId } = error;
      const outcome = error instanceof PermissionError ? 'denied' : 'failed';
      finish(outcome, { code, ...(requestId === undefined ? {} : { requestId }) });
      const { userMessages } = await loadedPhrases;
      throw withUserMessage(error, translateUserMessage(error.userMessage, userMessages));
    }
    finish('failed', { code: options.signal?.aborted ? 'aborted' : 'unknown' });
    throw error;
  }
}

function createActionContext(
  client: AccountClient,
  { clientId, memory, rateLimiter, emit }: ConnectorCore,
  { connectionId, ticketDefaults, locale }: Caller,
  {
    requester,
    phrases,
    extras,
  }: { readonly requester: Requester; readonly phrases: Phrases; readonly extras: TicketExtras },
  { idempotencyKey }: CallOptions,
): ActionContext {
  return {
    connectionId,
    requester,
    ticketDefaults,
    locale,
    extras,
    // Some engines give an empty id for none.
    ...(idempotencyKey?.trim() ? { idempotencyKey } : {}),
    get signal() {
      return client.signal;
    },
    async account() {
      const { subdomain, tokens } = await client.grant();
      return { subdomain, scope: tokens.scope };
    },
    send: client.send,
    sendWithoutToken: client.sendWithoutToken,
    download: client.download,
    optional: client.optional,
    phrases,
    memory,
    clientId,
    rateLimiter,
    emit: (event) => emit(connectionId, event),
  };
}

/** Nothing that the application adds is left out in silence. */
function checkExtras(
  { name, extras: taken = [] }: { readonly name: string; readonly extras?: readonly string[] },
  options: TicketExtras,
): TicketExtras {
  const { attachments = [], internalNote = '' } = options;
  if (!Array.isArray(attachments)) {
    throw new ConfigurationError({ option: 'attachments', problem: 'must be a list of files' });
  }
  if (typeof internalNote !== 'string') {
    throw new ConfigurationError({ option: 'internalNote', problem: 'must be a string' });
  }
  const extras: TicketExtras = {
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(isBlank(internalNote) ? {} : { internalNote }),
  };
  for (const option of Object.keys(extras)) {
    if (taken.some((each) => each === option)) continue;
    throw new ConfigurationError({
      option,
      problem: `is not for ${name}`,
      hint: 'Pass attachments to createTicket() and addComment(), and an internal note to createTicket() only.',
    });
  }
  return extras;
}

/** @internal */
export function requireRequesterOption(requester: Requester | undefined): Requester {
  if (requester !== undefined) return requester;
  throw new ConfigurationError({
    option: 'requester',
    problem: 'is missing: actions need to know whom the conversation speaks for',
    hint: 'Pass { email, name } of a signed-in user, "from-conversation" for an anonymous visitor, or "anyone" for an internal assistant.',
  });
}

/** What the audit trail tells of an output. */
function auditOf(output: unknown): { readonly ticketId?: number; readonly replayed?: boolean } {
  const { ticketId, replayed }: { readonly ticketId?: unknown; readonly replayed?: unknown } = Object(output);
  return {
    ...(typeof ticketId === 'number' ? { ticketId } : {}),
    ...(typeof replayed === 'boolean' ? { replayed } : {}),
  };
}
