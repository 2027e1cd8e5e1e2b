/**
 * Answers as Zendesk words them: JSON, errors and validation messages.
 * https://developer.zendesk.com/api-reference/introduction/requests/#response-format
 */

/** The error answer with which a route ends. */
export class ErrorAnswer extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  /** @param reason for the log, where `body` does not say it */
  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}, reason?: string) {
    super(reason ?? JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** What is wrong with one field. `error` is Zendesk's stable code, `description` is for people. */
export interface FieldProblem {
  readonly description: string;
  readonly error: string;
  /** The ticket field of the account, and its type, where the problem is about one. */
  readonly ticket_field_id?: number;
  readonly ticket_field_type?: string;
}

export type Details = Readonly<Record<string, readonly FieldProblem[]>>;

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

export function html(body: string, status = 200): Response {
  return new Response(`<!doctype html>\n${body}`, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

export const noContent = () => new Response(null, { status: 204 });

export const notFound = (what = 'the record') =>
  new ErrorAnswer(404, { error: 'RecordNotFound', description: 'Not found' }, {}, `there is no ${what}`);

export const invalidEndpoint = () =>
  new ErrorAnswer(
    404,
    { error: 'InvalidEndpoint', description: 'Not found' },
    {},
    'Zendesk has no such endpoint, or the simulator does not model it',
  );

export const forbidden = (reason: string) =>
  new ErrorAnswer(
    403,
    {
      error: { title: 'Forbidden', message: 'You do not have access to this page. Please contact the account owner.' },
    },
    {},
    reason,
  );

/** The token lacks a scope. */
export const missingScope = (reason = 'the token lacks the scope') =>
  new ErrorAnswer(
    403,
    { error: 'Forbidden', description: 'The token does not have the scope that this needs.' },
    {},
    reason,
  );

export const invalidToken = (reason: string) =>
  new ErrorAnswer(
    401,
    {
      error: 'invalid_token',
      error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
    },
    {},
    reason,
  );

export const oauthError = (error: string, description: string, status = 400, reason = description) =>
  new ErrorAnswer(status, { error, error_description: description }, {}, reason);

/** A body without the object that the endpoint asks for. */
export const invalidAttribute = (name: string) =>
  new ErrorAnswer(400, {
    error: { title: 'Invalid attribute', message: `You passed an invalid value for the ${name} attribute.` },
  });

/** @param details by field: what is wrong, and Zendesk's own code for it */
export function invalidRecord(details: Details): ErrorAnswer {
  return new ErrorAnswer(422, { error: 'RecordInvalid', description: 'Record validation errors', details });
}

/** What Zendesk takes and the simulator does not model. A test should not rely on it, so it is refused. */
export function notModeled(name: string): FieldProblem {
  return { description: `${name}: is not modeled by the simulator`, error: 'NotModeled' };
}

/** The envelope of Zendesk's newer APIs, among them webhooks. */
export function errorsAnswer(status: number, code: string, title: string, detail: string): ErrorAnswer {
  return new ErrorAnswer(status, { errors: [{ code, title, detail }] });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Undoes {@link escapeHtml}. */
export function unescapeHtml(html: string): string {
  return html.replace(
    /&(?:amp|lt|gt|quot|#39);/g,
    (entity) => Object.keys(ENTITIES).find((character) => ENTITIES[character] === entity) ?? '',
  );
}

/** Times as Zendesk writes them: UTC, whole seconds. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
