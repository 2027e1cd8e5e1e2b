/**
 * Answers the requests of one account: OAuth, and the API.
 */
import { IdempotencyStore } from './core/idempotency.js';
import { RateLimits } from './core/rate-limit.js';
import type { ReadRequest } from './core/read-request.js';
import { ErrorAnswer, html, json } from './core/respond.js';
import { Router } from './core/router.js';
import type { Store } from './core/store.js';
import { AuthorizationCodes } from './oauth/authorization-codes.js';
import { askForConsent, decide } from './oauth/authorize.js';
import { answerTokenRequest } from './oauth/token-endpoint.js';
import { routes } from './routes.js';
import { serveContent } from './uploads/contents.js';

const API = '/api/v2';

export interface Answer {
  readonly response: Response;
  /** Why the request was refused. */
  readonly reason?: string;
}

export class AccountServer {
  readonly store: Store;
  readonly #codes = new AuthorizationCodes();
  readonly #idempotency: IdempotencyStore;
  readonly #limits: RateLimits;
  readonly #router = new Router(routes);

  constructor(store: Store) {
    this.store = store;
    this.#idempotency = new IdempotencyStore(store.now);
    this.#limits = new RateLimits(store.now);
  }

  async answer(request: ReadRequest): Promise<Answer> {
    try {
      return { response: await this.#run(request) };
    } catch (error) {
      return toAnswer(error);
    }
  }

  async #run(read: ReadRequest): Promise<Response> {
    const { request, url, path, bytes, body } = read;
    switch (`${request.method} ${path}`) {
      case 'GET /oauth/authorizations/new':
        return askForConsent(this.store, url.searchParams);
      case 'POST /oauth/authorizations':
        return decide(this.store, this.#codes, new URLSearchParams(new TextDecoder().decode(bytes)));
      case 'POST /oauth/tokens':
        return answerTokenRequest({ store: this.store, codes: this.#codes }, body, request.headers);
    }
    const file = serveContent(this.store, request);
    if (file !== undefined) return file;
    if (!path.startsWith(`${API}/`)) return html('<title>Not found</title><h1>Not found</h1>', 404);
    const headers = this.#limits.countAccount(this.store.rateLimit);
    const exchange = { store: this.store, idempotency: this.#idempotency, query: url.searchParams, ...read };
    const limited = (error: ErrorAnswer) =>
      new ErrorAnswer(error.status, error.body, { ...headers, ...error.headers }, error.message);
    const response = await this.#router
      .answer(exchange, path.slice(API.length), this.#limits)
      .catch((error: unknown) => {
        throw error instanceof ErrorAnswer ? limited(error) : error;
      });
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  }
}

export function toAnswer(error: unknown): Answer {
  if (!(error instanceof ErrorAnswer)) throw error;
  return { response: json(error.body, error.status, error.headers), reason: error.message };
}

export function noSuchAccount(subdomain: string): ErrorAnswer {
  const message = 'There is no help desk configured at this address. Please check the spelling.';
  const error = { title: `No help desk at ${subdomain}.zendesk.com`, message };
  return new ErrorAnswer(404, { error }, {}, `there is no account ${subdomain}`);
}
