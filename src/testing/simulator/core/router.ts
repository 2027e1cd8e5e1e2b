/**
 * Finds the route of a request, and whether its caller may take it.
 */
import { authenticate } from '../oauth/authenticate.js';
import type { RateLimits } from './rate-limit.js';
import { forbidden, invalidEndpoint, invalidRecord, invalidToken, missingScope, notModeled } from './respond.js';
import type { Call, Exchange, PublicCall, Route } from './route.js';

const COMMON_QUERY = /^(page(\[(size|after|before)\])?|per_page|include|sort|sort_by|sort_order)$/;

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
}

export class Router {
  readonly #routes: readonly Compiled[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  }

  /** @param path below /api/v2, without `.json` */
  async answer(exchange: Exchange, path: string, limits: RateLimits): Promise<Response> {
    const { store, request } = exchange;
    const found = this.#routes.find(({ route, pattern }) => route.method === request.method && pattern.test(path));
    const authorization = request.headers.get('authorization');
    const caller = authenticate(store, authorization);
    const isStranger = typeof caller === 'string';
    // Zendesk looks at the token first: a stranger does not learn which paths there are.
    if (isStranger && !(found?.route.isPublic && authorization === null)) throw invalidToken(caller);
    if (found === undefined) throw invalidEndpoint();
    const { route, pattern } = found;
    checkQuery(route, exchange.query);
    if (!isStranger) checkAccess(route, caller);
    const call = { ...exchange, ...parametersOf(pattern, path), caller: isStranger ? undefined : caller.user };
    const headers = route.limit && store.endpointRateLimits ? limits.countEndpoint(route.limit, call) : {};
    const response = await run(route, call, caller);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  }
}

type Caller = Pick<Call, 'user' | 'token'>;

function run(route: Route, call: PublicCall, caller: Caller | string): Response | Promise<Response> {
  if (route.isPublic) return route.answer(call);
  if (typeof caller === 'string') throw invalidToken(caller);
  return route.answer({ ...call, ...caller });
}

function checkQuery(route: Route, query: URLSearchParams): void {
  const unknown = [...query.keys()].find((name) => !COMMON_QUERY.test(name) && !route.query?.includes(name));
  if (unknown !== undefined) throw invalidRecord({ [unknown]: [notModeled(`The query parameter ${unknown}`)] });
}

function checkAccess({ access }: Route, { token, user }: Caller): void {
  if (access.scopes.length > 0 && !access.scopes.some((scope) => token.scopes.includes(scope))) {
    throw missingScope(`it takes ${access.scopes.join(' or ')}, the token has ${token.scopes.join(' ') || 'none'}`);
  }
  if (!access.roles.includes(user.role)) throw forbidden(`it takes the role ${access.roles.join(' or ')}`);
}

function parametersOf(pattern: RegExp, path: string): Pick<Call, 'id' | 'subId' | 'key'> {
  const parts = pattern.exec(path)?.slice(1) ?? [];
  const [id = Number.NaN, subId = Number.NaN] = parts.filter((part) => /^\d+$/.test(part)).map(Number);
  return { id, subId, key: parts.find((part) => !/^\d+$/.test(part)) ?? parts[0] ?? '' };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('{id}', '(\\d+)').replaceAll('{key}', '([^/]+)')}$`);
}
