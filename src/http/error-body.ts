/**
 * Reads the error bodies of Zendesk, which come in five forms: `{error, description, details}`, OAuth's
 * `{error, error_description}`, `{error: {title, message}}`, `{errors: [{code, title, detail}]}`, and plain text.
 */
import type { ZendeskErrorBody, ZendeskFieldError } from '../errors.js';

const MAX_TEXT = 500;
const MAX_FIELDS = 20;
const MAX_ERRORS_PER_FIELD = 10;

/** @internal Returns `{}` for a web page. */
export function readErrorBody(text: string): ZendeskErrorBody {
  const json = parse(text);
  // Some refusals, such as that of two requests for one new requester, are a sentence.
  if (json === undefined) return /^\s*(<|$)/.test(text) ? {} : { description: safe(text.trim()) };
  if (!isObject(json)) return {};
  const { error, errors, description, error_description: oauthDescription, message, details } = json;
  const listed = (Array.isArray(errors) ? errors : []).slice(0, MAX_ERRORS_PER_FIELD);
  const said = listed
    .map((each) => (isObject(each) ? firstOf(each, 'detail', 'message', 'title') : each))
    .filter(isText);
  const inner = isObject(error) ? error : {};
  const codes = [
    isText(error) ? error : firstOf(inner, 'code', 'title'),
    ...listed.map((each) => isObject(each) && firstOf(each, 'code', 'title')),
  ]
    .filter(isText)
    .map(safe);
  const byField = isObject(details) ? details : errors;
  const body = {
    error: codes[0],
    codes: codes.length > 0 ? codes : undefined,
    description: firstText(
      description,
      oauthDescription,
      firstOf(inner, 'message', 'detail'),
      message,
      said.join('; '),
    ),
    details: isObject(byField) ? readDetails(byField) : undefined,
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function firstOf(values: Record<string, unknown>, ...names: readonly string[]): unknown {
  return names.map((name) => values[name]).find(isText);
}

function readDetails(details: Record<string, unknown>): Record<string, readonly ZendeskFieldError[]> {
  const fields = Object.entries(details).slice(0, MAX_FIELDS);
  return Object.fromEntries(
    fields.map(([field, problems]) => [
      safe(field),
      (Array.isArray(problems) ? problems : [problems]).slice(0, MAX_ERRORS_PER_FIELD).map(readFieldError),
    ]),
  );
}

function readFieldError(problem: unknown): ZendeskFieldError {
  if (typeof problem === 'string') return { description: safe(problem) };
  if (!isObject(problem)) return {};
  const { error, description } = problem;
  const ticketFieldId = Number(problem['ticket_field_id']);
  return {
    ...(typeof error === 'string' ? { error: safe(error) } : {}),
    ...(typeof description === 'string' ? { description: safe(description) } : {}),
    ...(Number.isSafeInteger(ticketFieldId) && ticketFieldId > 0 ? { ticketFieldId } : {}),
  };
}

/** Without anything that looks like a token, on one line, and shortened: a server may repeat what it was sent. */
function safe(text: string): string {
  return (
    text
      // Also out of the middle of a token, which would not look like one any longer.
      .replace(/[^\P{C}\s]+|\p{Default_Ignorable_Code_Point}+/gu, '')
      // Before anything is cut: what is left of a token would not look like one.
      .replace(/[\w~+/.-]{24,}=*/g, (run) => (/\d/.test(run) ? '[removed]' : run))
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .slice(0, MAX_TEXT)
  );
}

function firstText(...values: readonly unknown[]): string | undefined {
  const text = values.find(isText);
  return text === undefined ? undefined : safe(text);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
