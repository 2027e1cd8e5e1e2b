/**
 * Zendesk's idempotency keys: the same key answers with what it answered before.
 * https://developer.zendesk.com/api-reference/ticketing/introduction/#idempotency
 */
import { ErrorAnswer } from './respond.js';

interface Remembered {
  readonly request: string;
  readonly at: number;
  /** Absent while the first request is still being worked on. */
  answer?: { readonly status: number; readonly body: string; readonly headers: Headers };
}

const REMEMBERED_FOR_MS = 2 * 3_600_000;
const MAX_KEY_LENGTH = 255;

export class IdempotencyStore {
  readonly #keys = new Map<string, Remembered>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async run(key: string | null, request: string, run: () => Promise<Response>): Promise<Response> {
    if (key === null) return run();
    if (key.length > MAX_KEY_LENGTH) throw conflict('The idempotency key is too long.');
    const known = this.#keys.get(key);
    if (known !== undefined && this.#now() - known.at < REMEMBERED_FOR_MS) return this.#replay(known, request);
    const remembered: Remembered = { request, at: this.#now() };
    this.#keys.set(key, remembered);
    try {
      const response = await run();
      remembered.answer = { status: response.status, body: await response.text(), headers: response.headers };
      return answer(remembered.answer, 'miss');
    } catch (error) {
      // A refusal created nothing, so the key is free again.
      this.#keys.delete(key);
      throw error;
    }
  }

  #replay(known: Remembered, request: string): Response {
    if (known.request !== request) throw conflict('The idempotency key was used with other parameters.');
    if (known.answer === undefined)
      throw new ErrorAnswer(409, { error: 'Conflict', description: 'The first request is still running.' });
    return answer(known.answer, 'hit');
  }
}

function answer({ status, body, headers }: NonNullable<Remembered['answer']>, lookup: 'hit' | 'miss'): Response {
  const all = new Headers(headers);
  all.set('x-idempotency-lookup', lookup);
  return new Response(body, { status, headers: all });
}

function conflict(description: string): ErrorAnswer {
  return new ErrorAnswer(400, { error: 'IdempotentRequestError', description });
}
