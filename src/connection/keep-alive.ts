/**
 * Keeps an unused connection from ending.
 */
import type { CallOptions } from '../actions/action.js';
import type { ConnectorCore } from '../core.js';
import { InvalidInputError } from '../errors.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import { expiryOf } from './connection-status.js';
import { runCall } from './run-call.js';

/** How {@link ZendeskConnection.keepAlive} is done. */
export interface KeepAliveOptions extends Pick<CallOptions, 'signal' | 'timeout'> {
  /** Refreshes when no more than this part of the refresh token's life is left. @defaultValue 0.5 */
  readonly refreshBelow?: number | undefined;
}

/** What {@link ZendeskConnection.keepAlive} did. */
export interface KeepAliveResult {
  /** Whether the tokens were renewed, rather than having enough of their life left. */
  readonly refreshed: boolean;
  /** When the connection ends if it is not used, ISO 8601. Absent: it does not. */
  readonly expiresAt?: string;
}

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof KeepAliveOptions, true>> = {
  refreshBelow: true,
  signal: true,
  timeout: true,
};

/** @internal */
export async function keepAlive(
  core: ConnectorCore,
  connectionId: string,
  options: KeepAliveOptions,
): Promise<KeepAliveResult> {
  refuseUnknownOptions(options, OPTION_NAMES);
  const { refreshBelow = 0.5 } = options;
  if (!(typeof refreshBelow === 'number' && refreshBelow > 0 && refreshBelow <= 1)) {
    throw new InvalidInputError({
      issues: [{ path: ['refreshBelow'], message: 'must be more than 0 and at most 1' }],
    });
  }
  return runCall(core, options, async (deadline) => {
    const { grant, refreshed } = await core.accessTokens.keepAlive(connectionId, refreshBelow, deadline);
    return { refreshed, ...expiryOf(grant) };
  });
}
