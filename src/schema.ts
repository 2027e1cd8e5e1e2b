/**
 * Schemas as others see them: Standard Schema that can print itself as JSON Schema (https://standardschema.dev).
 * Nothing public names zod, so a host may bring another version of it, or another library.
 */

import { type InputIssue, InvalidInputError } from './errors.js';
import { Misfit, type Shape } from './util/shape.js';
import * as z from './util/zod.js';
import { rememberZodSchema } from './util/zod-schemas.js';

/** A JSON Schema document. */
export type JsonSchema = Record<string, unknown>;

/** The outcome of a validation. */
export type ValidationResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly ValidationIssue[] };

/** What a validation found; the path is absent when the value as a whole is at fault. */
export interface ValidationIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Anything that follows Standard Schema version 1: zod, valibot, arktype … */
export interface StandardSchema<T = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => ValidationResult<T> | Promise<ValidationResult<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

/** How a schema is to be printed. */
export interface JsonSchemaOptions {
  /** The version of JSON Schema; others than these are up to the library behind the schema. */
  readonly target: 'draft-2020-12' | 'draft-07' | (string & {});
}

/** A {@link StandardSchema} that prints itself as JSON Schema: what a chat engine shows to its model. */
export interface Schema<T = unknown> {
  readonly '~standard': StandardSchema<T>['~standard'] & {
    readonly jsonSchema: {
      readonly input: (options: JsonSchemaOptions) => JsonSchema;
      readonly output: (options: JsonSchemaOptions) => JsonSchema;
    };
  };
}

/** @internal Without these, zod/mini says "Invalid input" and nothing else. */
export const englishMessages = { error: z.english().localeError };

/** @internal A schema without JSON Schema, for what Zendesk sends. */
export function schemaOfAnswer<T>(shape: Shape<T>): StandardSchema<T> {
  const validate = (value: unknown): ValidationResult<T> => {
    const known = shape(value);
    return known instanceof Misfit ? { issues: [{ message: 'Invalid input', path: known.path }] } : { value: known };
  };
  return { '~standard': { version: 1, vendor: 'zendesk-connector', validate } };
}

/** @internal The same by zod. */
export function toStandardSchema<T>(schema: z.ZodMiniType<T>): StandardSchema<T> {
  return { '~standard': { version: 1, vendor: 'zendesk-connector', validate: (value) => validate(schema, value) } };
}

/**
 * A schema that a chat engine shows to its model. It has nothing of zod, which some engines look for first.
 *
 * @param document the same as JSON Schema; printed ahead of time, because zod's printer is a third of zod
 * @internal
 */
export function toSchema<T>(schema: z.ZodMiniType<T>, document: JsonSchema): Schema<T> {
  const print = (): JsonSchema => structuredClone(document);
  const printed: Schema<T> = {
    '~standard': { ...toStandardSchema(schema)['~standard'], jsonSchema: { input: print, output: print } },
  };
  rememberZodSchema(printed, schema);
  return printed;
}

function validate<T>(schema: z.ZodMiniType<T>, value: unknown): ValidationResult<T> {
  const result = z.safeParse(schema, value, englishMessages);
  return result.success ? { value: result.data } : { issues: result.error.issues };
}

/**
 * @throws InvalidInputError that lists every issue
 * @internal
 */
export async function parseInput<T>(schema: StandardSchema<T>, value: unknown): Promise<T> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  throw new InvalidInputError({ issues: result.issues.map(toInputIssue) });
}

function toInputIssue({ message, path = [] }: ValidationIssue): InputIssue {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return { message, path: keys.map((key) => (typeof key === 'number' ? key : String(key))) };
}
