/**
 * Answers as Zendesk words them: JSON, errors and validation messages.
 * https://developer.zendesk.com/api-reference/introduction/requests/#response-format
 */

/** A route throws it to end with an error answer. */
export class ErrorAnswer extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

export function html(body: string, status = 200): Response {
  return new Response(`<!doctype html>\n${body}`, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

export const notFound = () => new ErrorAnswer(404, { error: 'RecordNotFound', description: 'Not found' });

export const forbidden = () =>
  new ErrorAnswer(403, {
    error: { title: 'Forbidden', message: 'You do not have access to this page. Please contact the account owner.' },
  });

/** A scope that the token lacks. */
export const missingScope = () =>
  new ErrorAnswer(403, { error: 'Forbidden', description: 'The token does not have the scope that this needs.' });

export const invalidToken = () =>
  new ErrorAnswer(401, {
    error: 'invalid_token',
    error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
  });

export const oauthError = (error: string, description: string, status = 400) =>
  new ErrorAnswer(status, { error, error_description: description });

/** @param details by field: what is wrong, and Zendesk's own code for it */
export function invalidRecord(
  details: Readonly<Record<string, readonly { readonly description: string; readonly error: string }[]>>,
): ErrorAnswer {
  return new ErrorAnswer(422, { error: 'RecordInvalid', description: 'Record validation errors', details });
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Times as Zendesk writes them: UTC, whole seconds. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
