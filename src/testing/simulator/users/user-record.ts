/**
 * Users and their identities as the account keeps them: the JSON of Zendesk's API without what is computed.
 */

/** A user. https://developer.zendesk.com/api-reference/ticketing/users/users/#json-format */
export interface SimulatedUser {
  readonly id: number;
  name: string;
  /** The address of the primary identity. */
  email: string | null;
  role: 'admin' | 'agent' | 'end-user';
  /** Shown to end users instead of the name. */
  alias: string | null;
  suspended: boolean;
  /** False once the user is deleted or was merged into another. */
  active: boolean;
  verified: boolean;
  phone: string | null;
  external_id: string | null;
  organization_id: number | null;
  default_group_id: number | null;
  tags: readonly string[];
  user_fields: Readonly<Record<string, unknown>>;
  notes: string | null;
  details: string | null;
  signature: string | null;
  locale: string;
  time_zone: string;
  last_login_at: string | null;
  readonly created_at: string;
  updated_at: string;
}

/** A way to reach a user. https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#json-format */
export interface SimulatedIdentity {
  readonly id: number;
  readonly user_id: number;
  readonly type: 'email' | 'phone_number' | 'twitter' | 'facebook' | 'google' | 'agent_forwarding';
  value: string;
  verified: boolean;
  primary: boolean;
  readonly created_at: string;
  updated_at: string;
}
