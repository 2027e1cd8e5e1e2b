/**
 * The background of a session: once for each conversation, also in a chat route that starts the session at every turn.
 */
import type { CallOptions } from '../actions/action.js';
import { backgroundKey } from '../actions/action-memory.js';
import { isKnownRequester, requesterName } from '../actions/find-requester.js';
import { getCustomerContext } from '../actions/get-customer-context.js';
import type { ConnectorCore } from '../core.js';
import { connectionState } from '../records/connection-state.js';
import type { Caller } from './caller.js';
import { runAction } from './run-action.js';

/**
 * Returns the background of a signed-in requester, if the owner has turned it on and there is something to tell. It is
 * remembered in this process for some minutes, or until this process writes to a ticket of the requester.
 *
 * @internal
 */
export async function sessionBackground(
  core: ConnectorCore,
  caller: Caller,
  options: CallOptions | undefined,
): Promise<string | undefined> {
  const { connectionId, requester, locale } = caller;
  if (requester === undefined || !isKnownRequester(requester)) return undefined;
  // The store is read each time: the owner may have turned it off, disconnected or connected another account.
  const { record } = await core.records.read(connectionId);
  const { settings } = record;
  if (!settings?.customerContextOnSessionStart) return undefined;
  const { backgrounds } = core.memory;
  const key = backgroundKey(connectionId, requesterName(requester));
  const current = connectionState(record, core.clientId);
  const grantId = current.state === 'connected' ? current.grant.id : undefined;
  const known = grantId === undefined ? undefined : backgrounds.get(key);
  if (known !== undefined && known.grantId === grantId && known.locale === locale) return known.background;
  const context = await runAction(core, caller, getCustomerContext.definition, {}, options);
  const background = context.tickets.length > 0 ? context.background : undefined;
  if (grantId !== undefined) backgrounds.set(key, { grantId, locale, background });
  return background;
}
