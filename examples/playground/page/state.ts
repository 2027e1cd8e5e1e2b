/**
 * What the server tells the page, and how the page tells the server.
 */

export interface State {
  readonly status: {
    readonly state: 'disconnected' | 'connected' | 'reconnect_required';
    readonly settings: { readonly customerContextOnSessionStart: boolean };
    readonly subdomain?: string;
    readonly user?: { readonly name: string; readonly role: string };
    readonly scope?: readonly string[];
    readonly connectedAt?: string;
    readonly reason?: string;
    readonly subscription?: { readonly url: string };
  };
  readonly actionPermissions: readonly string[];
  readonly publicPermissions: readonly string[];
  readonly permissions: readonly string[];
  readonly customers: readonly { readonly email: string; readonly name: string }[];
  readonly visitor: string | null;
  readonly modelName: string;
  readonly lines: readonly Line[];
  readonly events: readonly ({ readonly at: string; readonly type: string } & Readonly<Record<string, unknown>>)[];
  readonly isOut: boolean;
  /** Whether Zendesk can reach this host. */
  readonly canListen: boolean;
  readonly tickets: readonly Ticket[] | null;
}

export interface Line {
  readonly type: 'user' | 'bot' | 'agent' | 'background' | 'problem' | 'call' | 'approval';
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
  readonly error?: string;
  readonly answer?: boolean;
}

export interface Ticket {
  readonly id: number;
  readonly subject: string;
  readonly status: string;
  readonly requester: string;
  readonly comments: readonly { readonly author: string; readonly text: string }[];
}

/** @returns what went wrong, in words for people */
export async function post(path: string, body: object = {}): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.ok ? undefined : ((await response.json()) as { hint: string }).hint;
}

/** The report on the connection. */
export interface Diagnosis {
  readonly user?: { readonly name: string; readonly role: string };
  readonly daysLeft?: number;
  readonly clockSkewSeconds?: number;
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
}

export async function diagnose(): Promise<Diagnosis> {
  return (await (await fetch('/api/diagnosis')).json()) as Diagnosis;
}
