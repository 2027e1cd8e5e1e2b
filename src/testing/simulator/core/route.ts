/**
 * What a route is, who may call it, and what it works with.
 */
import type { SimulatedToken } from '../oauth/oauth-record.js';
import type { SimulatedUser } from '../users/user-record.js';
import type { IdempotencyStore } from './idempotency.js';
import type { Store } from './store.js';

/** A request on its way to a route. */
export interface Exchange {
  readonly store: Store;
  readonly idempotency: IdempotencyStore;
  readonly request: Request;
  readonly url: URL;
  readonly query: URLSearchParams;
  /** Parsed JSON or form; undefined when there was none. */
  readonly body: unknown;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a route for everyone works with. */
export interface PublicCall extends Exchange {
  /** Undefined when the request carries no token. */
  readonly caller: SimulatedUser | undefined;
  /** The first number in the path. */
  readonly id: number;
  /** The second number in the path. */
  readonly subId: number;
  /** The text in the path. */
  readonly key: string;
}

/** What a route works with. */
export interface Call extends PublicCall {
  readonly user: SimulatedUser;
  readonly token: SimulatedToken;
}

export interface Access {
  /** One of them suffices; none: any token. */
  readonly scopes: readonly string[];
  readonly roles: readonly SimulatedUser['role'][];
}

export const agents = (...scopes: readonly string[]): Access => ({ scopes, roles: ['admin', 'agent'] });
export const admins = (...scopes: readonly string[]): Access => ({ scopes, roles: ['admin'] });
export const everyUser = (...scopes: readonly string[]): Access => ({ scopes, roles: ['admin', 'agent', 'end-user'] });

export interface Limit {
  /** In the header `zendesk-ratelimit-{name}`. */
  readonly name: string;
  readonly total: number;
  readonly windowSeconds: number;
  /** What is counted apart, such as each ticket. */
  readonly key: (call: PublicCall) => string;
}

interface AnyRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v2, without `.json`. `{id}` stands for a number, `{key}` for any text. */
  readonly path: string;
  readonly access: Access;
  /** The parameters that the query may have, besides those of pagination and `include`. */
  readonly query?: readonly string[];
  readonly limit?: Limit;
}

interface SignedInRoute extends AnyRoute {
  readonly isPublic?: false;
  readonly answer: (call: Call) => Response | Promise<Response>;
}

/** A route that answers without a token too. */
interface PublicRoute extends AnyRoute {
  readonly isPublic: true;
  readonly answer: (call: PublicCall) => Response | Promise<Response>;
}

export type Route = SignedInRoute | PublicRoute;
