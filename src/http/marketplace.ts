/**
 * The headers that Zendesk demands of who distributes an app or a bot to several accounts.
 * https://developer.zendesk.com/documentation/marketplace/building-a-marketplace-app/request-header-requirements-for-marketplace-apps/
 */

/** Who distributes the application, as registered in Zendesk's Marketplace portal. */
export type Marketplace = {
  /** The name of the app or bot. */
  readonly name: string;
  /** The id of your organization in the Marketplace. */
  readonly organizationId: string;
} & (
  | { /** The id of the app. */ readonly appId: string; readonly botId?: undefined }
  | { /** The id of the bot. */ readonly botId: string; readonly appId?: undefined }
);

/** @internal */
export function marketplaceHeaders(marketplace: Marketplace | undefined): Readonly<Record<string, string>> {
  if (marketplace === undefined) return {};
  const { name, organizationId, appId, botId } = marketplace;
  return {
    'x-zendesk-marketplace-name': name,
    'x-zendesk-marketplace-organization-id': organizationId,
    ...(appId === undefined ? {} : { 'x-zendesk-marketplace-app-id': appId }),
    ...(botId === undefined ? {} : { 'x-zendesk-marketplace-bot-id': botId }),
  };
}

/** @internal Whether the value can be sent as these headers. */
export function isMarketplace(value: unknown): value is Marketplace {
  if (typeof value !== 'object' || value === null) return false;
  const { name, organizationId, appId, botId, ...others } = value as Record<string, unknown>;
  const ids = [appId, botId].filter((id) => id !== undefined);
  return Object.keys(others).length === 0 && ids.length === 1 && [name, organizationId, ...ids].every(isHeaderValue);
}

/** Visible ASCII, with blanks between the words. */
function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 255 && /^[!-~]+( [!-~]+)*$/.test(value);
}
