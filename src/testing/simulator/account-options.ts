/**
 * How an account of the simulator is set up.
 */
import type { Seed } from './core/state.js';
import type { OAuthClientOptions } from './oauth/oauth-record.js';

/** A custom ticket status that an admin has added. */
export interface CustomStatusOptions {
  readonly category: 'new' | 'open' | 'pending' | 'hold' | 'solved';
  readonly agentLabel: string;
  readonly endUserLabel: string;
  /** Whether the status becomes the default of its category. @defaultValue false */
  readonly isDefault?: boolean;
}

/** How an account is set up. */
export interface AccountOptions {
  readonly subdomain: string;
  /** @defaultValue one confidential client, `support_bot` with the secret `simulated-client-secret` */
  readonly clients?: readonly OAuthClientOptions[];
  /** Requests a minute. @defaultValue 100,000, so that no test meets it by accident */
  readonly rateLimit?: number;
  /**
   * Whether Zendesk's limits of single endpoints hold too: 30 updates of a ticket in 10 minutes by one user, 10
   * incremental exports a minute. @defaultValue false
   */
  readonly endpointRateLimits?: boolean;
  /** Seconds by which search runs behind what is written. @defaultValue 0 */
  readonly searchLagSeconds?: number;
  readonly customStatuses?: readonly CustomStatusOptions[];
  /** @defaultValue 'opaque' */
  readonly accessTokenFormat?: 'opaque' | 'jwt';
  /** Records that exist from the start, in the JSON of Zendesk's API. `account.state` of another run fits. */
  readonly seed?: Seed;
}

// The compiler demands every option here, so that none is refused as unknown.
/** @internal */
export const ACCOUNT_OPTION_NAMES: Readonly<Record<keyof AccountOptions, true>> = {
  subdomain: true,
  clients: true,
  rateLimit: true,
  endpointRateLimits: true,
  searchLagSeconds: true,
  customStatuses: true,
  accessTokenFormat: true,
  seed: true,
};

/** Behavior that Zendesk has shown, or may show. All are off to begin with. */
export interface Quirks {
  /** Token responses leave out `expires_in`. */
  omitExpiresIn: boolean;
  /** Deleting the current token answers 204 and does nothing. */
  currentRevokeIsIgnored: boolean;
  /** Deleting a token by its id does so too. */
  revokeIsIgnored: boolean;
  /** Custom statuses cannot be read with this scope. */
  customStatusesForbidden: boolean;
  /** `include=users` has no effect. */
  usersAreNotSideloaded: boolean;
  /** The list of a requester's tickets comes in the order of their ids. */
  sortIsIgnored: boolean;
  /** The help center answers only those who sign in. */
  helpCenterRequiresSignIn: boolean;
  /** The account has private attachments on: files open for signed-in users only. */
  attachmentsArePrivate: boolean;
  /** Comments do not show the metadata of their update. */
  commentMetadataIsHidden: boolean;
}
