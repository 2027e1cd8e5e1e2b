/**
 * Changes what the bot owner can turn on and off.
 */
import type {
  ConnectionSettings,
  ZendeskConnection,
} from 'zendesk-connector';

export async function changeSettings(
  owner: ZendeskConnection,
  settings: ConnectionSettings,
): Promise<void> {
  await owner.updateSettings(settings);
}
