/**
 * Runs one call within its budget. What is still under way when the budget ends goes on by itself.
 */
import type { CallOptions } from '../actions/action.js';
import type { TicketExtras } from '../actions/ticket-extras.js';
import type { ConnectorCore } from '../core.js';
import { ConfigurationError, InvalidInputError } from '../errors.js';
import { type Deadline, withDeadline } from '../http/deadline.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof CallOptions | keyof TicketExtras, true>> = {
  idempotencyKey: true,
  signal: true,
  timeout: true,
  attachments: true,
  internalNote: true,
};

/**
 * @throws InvalidInputError for a timeout that is none, NetworkError when the time is up, the reason of a signal that
 * aborts
 * @internal
 */
export async function runCall<T>(
  core: Pick<ConnectorCore, 'timeout' | 'keep'>,
  options: Pick<CallOptions, 'signal' | 'timeout'>,
  task: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const { timeout = core.timeout, signal } = options;
  return withDeadline(checkTimeout(timeout), signal, (deadline) => core.keep(task(deadline)));
}

/**
 * A key that is ignored would let a repeated call create another ticket.
 *
 * @throws ConfigurationError
 * @internal
 */
export function checkCallOptions(options: CallOptions & TicketExtras): void {
  refuseUnknownOptions(options, OPTION_NAMES);
  if (typeof (options.idempotencyKey ?? '') === 'string') return;
  throw new ConfigurationError({
    option: 'idempotencyKey',
    problem: 'must be a string',
    hint: 'Pass the id of the tool call or of the message. Of a number make a string.',
  });
}

function checkTimeout(timeout: unknown): number {
  if (typeof timeout === 'number' && timeout > 0 && timeout <= 600_000) return timeout;
  throw new InvalidInputError({ issues: [{ path: ['timeout'], message: 'must be 1 to 600,000 milliseconds' }] });
}
