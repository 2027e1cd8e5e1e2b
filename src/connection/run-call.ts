/**
 * Runs one call within its budget. What is still under way when the budget ends goes on by itself.
 */
import type { CallOptions, RequestOptions } from '../actions/action.js';
import type { TicketExtras } from '../actions/ticket-extras.js';
import type { ConnectorCore } from '../core.js';
import { ConfigurationError, InvalidInputError } from '../errors.js';
import { type Deadline, withDeadline } from '../http/deadline.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';

/** How long a call may take, and what ends it. */
type TimeOptions = Pick<CallOptions, 'signal' | 'timeout'>;

// The compiler demands every option here, so that none is refused as unknown.
const TIME_OPTION_NAMES: Readonly<Record<keyof TimeOptions, true>> = { signal: true, timeout: true };
const CALL_OPTION_NAMES: Readonly<Record<keyof CallOptions | keyof TicketExtras, true>> = {
  idempotencyKey: true,
  ...TIME_OPTION_NAMES,
  attachments: true,
  internalNote: true,
};
const REQUEST_OPTION_NAMES: Readonly<
  Record<Exclude<keyof RequestOptions<unknown>, 'isRepeatable'> | keyof CallOptions, true>
> = { query: true, body: true, contentType: true, schema: true, idempotencyKey: true, ...TIME_OPTION_NAMES };

/**
 * @throws InvalidInputError for a timeout that is none, NetworkError when the time is up, the reason of a signal that
 * aborts
 * @internal
 */
export async function runCall<T>(
  core: Pick<ConnectorCore, 'timeout' | 'keep'>,
  options: TimeOptions,
  task: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const { timeout = core.timeout, signal } = options;
  return withDeadline(checkTimeout(timeout), signal, (deadline) => core.keep(task(deadline)));
}

/**
 * @throws ConfigurationError
 * @internal
 */
export function checkTimeOptions(options: TimeOptions): void {
  refuseUnknownOptions(options, TIME_OPTION_NAMES);
}

/**
 * @throws ConfigurationError
 * @internal
 */
export function checkCallOptions(options: CallOptions & TicketExtras): void {
  refuseUnknownOptions(options, CALL_OPTION_NAMES);
  checkIdempotencyKey(options);
}

/**
 * @throws ConfigurationError
 * @internal
 */
export function checkRequestOptions(options: RequestOptions<unknown> & CallOptions): void {
  refuseUnknownOptions(options, REQUEST_OPTION_NAMES);
  checkIdempotencyKey(options);
}

/** A key that is ignored would let a repeated call create another ticket. */
function checkIdempotencyKey(options: Pick<CallOptions, 'idempotencyKey'>): void {
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
