/**
 * What there is in a simulated account, and how one is set up.
 */

/** An OAuth client registered in the account. */
export interface OAuthClientOptions {
  readonly clientId: string;
  /** Absent for a public client, which must use PKCE. */
  readonly clientSecret?: string;
  /** @defaultValue any */
  readonly redirectUris?: readonly string[];
  /**
   * Whether tokens expire without being asked to, as for clients created since 30 April 2026. Otherwise a token lives
   * for ever, and has no refresh token, unless the request asks for a lifetime. @defaultValue false
   */
  readonly lifetimesByDefault?: boolean;
}

/** A custom ticket status that an admin has added. */
export interface CustomStatusOptions {
  readonly category: 'new' | 'open' | 'pending' | 'hold' | 'solved';
  readonly agentLabel: string;
  readonly endUserLabel: string;
}

export const DEFAULT_CLIENT: OAuthClientOptions = { clientId: 'support_bot', clientSecret: 'simulated-client-secret' };

/** How an account is set up. */
export interface AccountOptions {
  readonly subdomain: string;
  /** @defaultValue one confidential client, `support_bot` with the secret `simulated-client-secret` */
  readonly clients?: readonly OAuthClientOptions[];
  /** Requests a minute. @defaultValue 100,000, so that no test meets it by accident */
  readonly rateLimit?: number;
  /** Seconds by which search runs behind what is written. @defaultValue 0 */
  readonly searchLagSeconds?: number;
  readonly customStatuses?: readonly CustomStatusOptions[];
  /** @defaultValue 'opaque' */
  readonly accessTokenFormat?: 'opaque' | 'jwt';
}

/** What Zendesk has been seen to do, or may do; all are off to begin with. */
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
  /** Comments do not show the metadata of their update. */
  commentMetadataIsHidden: boolean;
}

/** A person. */
export interface SimulatedUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'agent' | 'end-user';
  /** Shown to end users instead of the name. */
  readonly alias?: string;
  readonly suspended: boolean;
  /** E-mail addresses besides the first. */
  readonly identities: readonly string[];
  readonly createdAt: number;
}

/** A ticket. */
export interface SimulatedTicket {
  readonly id: number;
  readonly subject: string;
  readonly description: string;
  readonly status: string;
  readonly customStatusId: number;
  readonly priority: string | null;
  readonly requesterId: number;
  readonly submitterId: number;
  readonly assigneeId: number | null;
  readonly tags: readonly string[];
  readonly externalId: string | null;
  readonly customFields: readonly { readonly id: number; readonly value: unknown }[];
  readonly brandId: number | null;
  readonly groupId: number | null;
  readonly ticketFormId: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A comment as the API shows it. */
export interface SimulatedComment {
  readonly id: number;
  readonly type: 'Comment';
  readonly author_id: number;
  readonly body: string;
  readonly html_body: string;
  readonly plain_body: string;
  readonly public: boolean;
  readonly created_at: string;
  readonly audit_id: number;
  readonly attachments: readonly never[];
  readonly via: { readonly channel: string };
  readonly metadata: { readonly system: object; readonly custom: Readonly<Record<string, unknown>> };
}

/** What happened to a ticket, for those who listen. */
export interface TicketChange {
  readonly ticket: SimulatedTicket;
  /** Who did it, which for a comment in another's name is not its author; -1 is the system. */
  readonly actorId: number;
  readonly isNew: boolean;
  readonly comment?: SimulatedComment;
  readonly previousStatus?: string;
}

/** A webhook of an account. */
export interface SimulatedWebhook {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly status: 'active' | 'inactive';
  readonly subscriptions: readonly string[];
  /** What its requests are signed with. */
  readonly secret: string;
  readonly createdAt: number;
}

/** One event on its way to one webhook. */
export interface SimulatedDelivery {
  readonly webhookId: string;
  readonly invocationId: string;
  /** Such as `zen:event-type:ticket.comment_added`. */
  readonly eventType: string;
  /** What each try was answered with; `failed` when the endpoint could not be reached. */
  readonly attempts: readonly (number | 'failed')[];
}

/** An audit as the API shows it. */
export interface SimulatedAudit {
  readonly id: number;
  readonly ticket_id: number;
  /** -1 is the system. */
  readonly author_id: number;
  readonly created_at: string;
  readonly via: { readonly channel: string };
  readonly events: readonly Record<string, unknown>[];
}

/** A token with its secrets, for tests to search for. */
export interface SimulatedToken {
  readonly id: number;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
  readonly userId: number;
  readonly clientId: string;
  readonly createdAt: number;
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAt: number | undefined;
  readonly refreshTokenExpiresAt: number | undefined;
  /** Since when it is dead: revoked, or replaced by a refresh. */
  readonly revokedAt: number | undefined;
}

/** What a custom or default status is. */
export interface SimulatedStatus {
  readonly id: number;
  readonly category: string;
  readonly agentLabel: string;
  readonly endUserLabel: string;
  readonly isDefault: boolean;
}
