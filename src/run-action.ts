/**
 * Runs one action for one caller: permission, requester, input, budget, the action itself, output, and one audit event.
 */
import type { ActionContext, ActionDefinition, CallOptions, Requester } from './actions/action.js';
import type { Caller } from './caller.js';
import type { ConnectorCore } from './core.js';
import { ConfigurationError, InvalidInputError, PermissionError, ResponseFormatError, ZendeskError } from './errors.js';
import { type Deadline, withDeadline } from './http/deadline.js';
import { authorizeWith } from './oauth/authorized-fetch.js';
import { requirePermission } from './permissions.js';
import { parseInput } from './schema.js';

/** @internal */
export async function runAction<Input, Output>(
  core: ConnectorCore,
  caller: Caller,
  definition: ActionDefinition<Input, Output>,
  input: unknown,
  options: CallOptions = {},
): Promise<Output> {
  const startedAt = performance.now();
  const finish = (outcome: 'succeeded' | 'denied' | 'failed', more: object) => {
    const durationMs = Math.round(performance.now() - startedAt);
    core.emit(caller.connectionId, { type: 'action', action: definition.name, outcome, ...more, durationMs });
  };
  try {
    // The permission first: who may not run it gets no answer to anything else, and nothing is read.
    requirePermission(caller.permissions, definition.permission);
    const requester = requireRequester(caller.requester);
    const inputSchema = definition.inputSchema(requester);
    if (inputSchema === undefined) {
      throw new PermissionError(
        'requester',
        `${definition.name} is not available for this requester`,
        'Sign the visitor in and pass their e-mail address as `requester`.',
      );
    }
    const parsed = await parseInput(inputSchema, input);
    const output = await withDeadline(timeoutOf(options, core), options.signal, (deadline) =>
      definition.run(parsed, createContext(core, caller, requester, deadline, options)),
    );
    // The schema is the list of what may leave: nothing else gets through, whatever an action returns.
    const result = await definition.outputSchema['~standard'].validate(output);
    if (result.issues !== undefined) throw new ResponseFormatError(`does not fit the output of ${definition.name}`);
    finish('succeeded', ticketIdOf(output));
    return result.value;
  } catch (error) {
    if (error instanceof ZendeskError) {
      const { code, requestId } = error;
      const outcome = error instanceof PermissionError ? 'denied' : 'failed';
      finish(outcome, { code, ...(requestId === undefined ? {} : { requestId }) });
    } else {
      finish('failed', { code: options.signal?.aborted ? 'aborted' : 'unknown' });
    }
    throw error;
  }
}

/** @internal What an action, or the host itself, uses to talk to the account. */
export function createContext(
  core: ConnectorCore,
  caller: Caller,
  requester: Requester,
  deadline: Deadline,
  options: CallOptions,
): ActionContext {
  const { connectionId, ticketDefaults, locale } = caller;
  const { accessTokens, memory } = core;
  const currentGrant = () => deadline.race(accessTokens.current(connectionId));
  const authorize = authorizeWith(accessTokens, connectionId);
  return {
    connectionId,
    requester,
    ticketDefaults,
    locale,
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
    signal: deadline.signal,
    async account() {
      const { subdomain, tokens } = await currentGrant();
      return { subdomain, scope: tokens.scope };
    },
    async send(method, path, request = {}) {
      const { subdomain } = await currentGrant();
      return core.http.send({ subdomain, method, path, ...request, deadline, authorize });
    },
    requesterIds: memory.requesterIds,
    createdTickets: memory.createdTickets,
    answering: memory.answering,
    statusLabels: memory.statusLabels,
    rateLimiter: core.rateLimiter,
  };
}

/** @internal */
export function timeoutOf({ timeout }: CallOptions, core: ConnectorCore): number {
  if (timeout === undefined) return core.timeout;
  if (typeof timeout === 'number' && timeout > 0 && timeout <= 600_000) return timeout;
  throw new InvalidInputError([{ path: ['timeout'], message: 'must be 1 to 600,000 milliseconds' }]);
}

/** @internal */
export function requireRequester(requester: Requester | undefined): Requester {
  if (requester !== undefined) return requester;
  throw new ConfigurationError(
    'requester',
    'is missing: actions need to know whom the conversation speaks for',
    'Pass { email, name } of a signed-in user, "from-conversation" for an anonymous visitor, or "anyone" for an internal assistant.',
  );
}

function ticketIdOf(output: unknown): { readonly ticketId?: number } {
  const ticketId = typeof output === 'object' && output !== null && 'ticketId' in output ? output.ticketId : undefined;
  return typeof ticketId === 'number' ? { ticketId } : {};
}
