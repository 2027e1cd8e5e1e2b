/**
 * What the page knows, as the server tells it.
 */
export interface State {
  readonly status: Status;
  readonly chatPermissions: readonly string[];
  readonly publicPermissions: readonly string[];
  readonly permissions: readonly string[];
  readonly customers: readonly { readonly email: string; readonly name: string }[];
  readonly visitor: string | null;
  readonly modelName: string;
  readonly lines: readonly Line[];
  /** What the visitor may say next. */
  readonly proposals: readonly string[];
  readonly events: readonly AuditEvent[];
  /** Whether the OAuth client can connect with its own credentials. */
  readonly hasSecret: boolean;
  /** Whether Zendesk can reach this host. */
  readonly canListen: boolean;
  /** Null when it is a real Zendesk. */
  readonly desk: Desk | null;
}

export interface Status {
  readonly state: 'disconnected' | 'connected' | 'reconnect_required';
  readonly settings: { readonly customerContextOnSessionStart: boolean };
  readonly subdomain?: string;
  readonly grantType?: 'authorization_code' | 'client_credentials';
  readonly user?: { readonly name: string; readonly role: string };
  readonly scope?: readonly string[];
  readonly connectedAt?: string;
  readonly reason?: string;
  readonly subscription?: { readonly url: string };
}

export interface Line {
  readonly type: 'user' | 'bot' | 'agent' | 'background' | 'problem' | 'call' | 'approval';
  readonly text?: string;
  readonly files?: readonly string[];
  readonly id?: string;
  readonly ticketId?: number;
  readonly name?: string;
  readonly question?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
  readonly error?: string;
  readonly answer?: boolean;
}

export type AuditEvent = { readonly at: string; readonly type: string } & Readonly<Record<string, unknown>>;

export interface Desk {
  readonly subdomain: string;
  readonly tickets: readonly Ticket[];
  readonly isOut: boolean;
}

export interface Ticket {
  readonly id: number;
  readonly subject: string;
  readonly status: string;
  readonly requester: string;
  readonly followUpOf?: number;
  readonly comments: readonly {
    readonly author: string;
    readonly text: string;
    readonly isPublic: boolean;
    readonly files: readonly string[];
  }[];
}

/** The report on the connection. */
export interface Diagnosis {
  readonly user?: { readonly name: string; readonly role: string };
  readonly daysLeft?: number;
  readonly clockSkewSeconds?: number;
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
}
