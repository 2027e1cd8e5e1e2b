/**
 * Connects an account without a browser, with the credentials of the OAuth client: RFC 6749 section 4.4. The bot then acts
 * for the user who created the client.
 */
import { ZendeskError } from '../errors.js';
import type { ConnectionRecords } from '../records/connection-records.js';
import type { EndedGrant, Grant } from '../records/grant.js';
import { parseSubdomain } from '../subdomain.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import { requireAccount } from './account-lookup.js';
import type { ConnectOptions } from './authorization-request.js';
import { notIssued } from './connect-errors.js';
import { type EstablishedGrant, type EstablishGrantParts, establishGrant } from './establish-grant.js';
import { discardUnreadable } from './replace-unreadable.js';
import { oauthErrorOf } from './token-endpoint.js';

/** The options of {@link ZendeskConnection.connectWithClientCredentials}. */
export type ClientCredentialsOptions = Pick<ConnectOptions, 'subdomain' | 'replaceUnreadable'>;

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof ClientCredentialsOptions, true>> = {
  subdomain: true,
  replaceUnreadable: true,
};

/** @internal */
export interface ClientCredentialsParts extends EstablishGrantParts {
  readonly records: ConnectionRecords;
}

/** @internal Gets a token, looks up its user, and stores the grant. */
export async function connectWithClientCredentials(
  parts: ClientCredentialsParts,
  connectionId: string,
  options: ClientCredentialsOptions,
): Promise<EstablishedGrant> {
  refuseUnknownOptions(options, OPTION_NAMES);
  const { scope, records, tokenEndpoint, http, emit } = parts;
  const subdomain = parseSubdomain(options.subdomain);
  tokenEndpoint.requireSecret();
  // A store that fails is known before Zendesk is asked anything.
  if (options.replaceUnreadable !== true) await records.read(connectionId);
  await requireAccount(http, subdomain);
  if (options.replaceUnreadable === true) await discardUnreadable(parts, connectionId);
  emit(connectionId, { type: 'connect.started', grantType: 'client_credentials', subdomain });
  const explain = (error: unknown): never => {
    throw error instanceof ZendeskError ? notIssued(error, scope) : error;
  };
  const store = async (grant: Grant) => {
    let replaced: Grant | EndedGrant | undefined;
    await records.update(connectionId, (record) => {
      replaced = record.grant;
      return { ...record, grant };
    });
    return replaced;
  };
  try {
    // Processes that start together ask one after the other.
    return await records.locked(connectionId, async () => {
      const tokens = await tokenEndpoint.clientCredentialsGrant(subdomain, { retry: true }).catch(explain);
      const issued = { grantType: 'client_credentials', subdomain, tokens } as const;
      return establishGrant(parts, connectionId, issued, { store, explain });
    });
  } catch (error) {
    const code = oauthErrorOf(error) ?? (error instanceof ZendeskError ? error.code : 'unknown');
    emit(connectionId, { type: 'connect.failed', reason: 'client_credentials', error: code });
    throw error;
  }
}
