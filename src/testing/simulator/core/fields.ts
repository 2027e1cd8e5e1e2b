/**
 * Reads what a request sets on a record, by a table of its fields. Fields that stand in no table are refused: a simulator
 * that accepts what it then ignores makes a test pass for the wrong reason.
 */
import { type FieldProblem, invalidAttribute, invalidRecord, notModeled } from './respond.js';

export type Input = Readonly<Record<string, unknown>>;

/** Reads one value, or throws {@link InvalidField}. */
export type Reader<T> = (value: unknown, name: string) => T;

type Spec = Readonly<Record<string, Reader<unknown>>>;

/** What a table of fields reads; a field that was not sent is absent. */
export type Values<S extends Spec> = { readonly [Name in keyof S]?: ReturnType<S[Name]> };

class InvalidField extends Error {
  readonly problem: FieldProblem;

  constructor(problem: FieldProblem) {
    super(problem.description);
    this.problem = problem;
  }
}

// Properties that Zendesk sets itself and ignores when a client sends a whole record back, as many clients do.
const READ_ONLY = new Set(['id', 'url', 'created_at', 'updated_at', 'generated_timestamp', 'result_type']);

/** The object under `name` in a body, such as `ticket` in `{"ticket":{…}}`. */
export function objectIn(body: unknown, name: string): Input {
  const value = isObject(body) ? body[name] : undefined;
  if (isObject(value)) return value;
  throw invalidAttribute(name);
}

/** The objects under `name` in a body, such as `tickets` in `{"tickets":[{…}]}`. */
export function objectsIn(body: unknown, name: string): readonly Input[] {
  const values = isObject(body) ? body[name] : undefined;
  if (Array.isArray(values) && values.every(isObject)) return values;
  throw invalidAttribute(name);
}

/** @throws ErrorAnswer 422 that names each field that is wrong or not modeled */
export function readFields<S extends Spec>(spec: S, input: Input, ignored: readonly string[] = []): Values<S> {
  const values: Record<string, unknown> = {};
  const details: Record<string, readonly FieldProblem[]> = {};
  for (const [name, value] of Object.entries(input)) {
    const read = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (read === undefined) {
      if (!READ_ONLY.has(name) && !ignored.includes(name)) details[name] = [notModeled(name)];
      continue;
    }
    try {
      values[name] = read(value, name);
    } catch (error) {
      if (!(error instanceof InvalidField)) throw error;
      details[name] = [error.problem];
    }
  }
  if (Object.keys(details).length > 0) throw invalidRecord(details);
  return values as Values<S>;
}

/** Text, or null; a number is taken as its digits. */
export const text: Reader<string | null> = (value, name) => {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalid(value, name);
};

/** A time in ISO 8601, or null. */
export const time: Reader<string | null> = (value, name) => {
  if (value === null || value === '') return null;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
  throw invalid(value, name);
};

/** Text that is not blank. */
export const requiredText: Reader<string> = (value, name) => {
  const read = text(value, name);
  if (read !== null && read.trim() !== '') return read;
  throw new InvalidField({ description: `${labelOf(name)}: cannot be blank`, error: 'BlankValue' });
};

/** `true` and `false`, as values or as text. */
export const flag: Reader<boolean> = (value, name) => {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(value, name);
};

/** An id, or null; digits are taken as a number. */
export const id: Reader<number | null> = (value, name) => {
  if (value === null || value === '') return null;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw invalid(value, name);
};

export const number: Reader<number> = (value, name) => {
  if (typeof value === 'number') return value;
  throw invalid(value, name);
};

/** Ids; a list of digits is taken too. */
export const ids: Reader<readonly number[]> = (value, name) => {
  if (!Array.isArray(value)) throw invalid(value, name);
  return value.map((item) => id(item, name)).filter((item) => item !== null);
};

/** Texts; one text is a list divided by spaces or commas, as with tags. */
export const texts: Reader<readonly string[]> = (value, name) => {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw invalid(value, name);
};

/** One of some texts, or null. */
export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T | null> {
  return (value, name) => {
    if (value === null || value === '') return null;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw invalid(value, name);
    return found;
  };
}

export const object: Reader<Input> = (value, name) => {
  if (isObject(value)) return value;
  throw invalid(value, name);
};

export const objects: Reader<readonly Input[]> = (value, name) => {
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw invalid(value, name);
};

export const anything: Reader<unknown> = (value) => value;

export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(value: unknown, name: string): InvalidField {
  return new InvalidField({ description: `${labelOf(name)}: ${shown(value)} is not valid`, error: 'InvalidValue' });
}

function shown(value: unknown): string {
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value).slice(0, 100) : String(value);
}

/** The name of a field as Zendesk shows it in messages: `assignee_id` is `Assignee`. */
export function labelOf(name: string): string {
  const words = name.replace(/_ids?$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
