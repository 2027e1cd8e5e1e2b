/**
 * JSON Schema in the subset that OpenAI's strict mode takes: every property is required, none but these are allowed, and
 * what may be left out may be null instead.
 * https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
 */
import type { JsonSchema } from '../schema.js';

// Keywords that strict mode does not know and that the check of the input makes up for.
const IGNORED: ReadonlySet<string> = new Set(['$schema', 'minLength', 'maxLength', 'title', 'default', 'examples']);
const KEPT: ReadonlySet<string> = new Set([
  ...['type', 'description', 'enum', 'const', 'pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems'],
]);

/**
 * @returns undefined when the schema says what strict mode cannot say
 * @internal
 */
export function toStrict(schema: JsonSchema): JsonSchema | undefined {
  const { properties: _, required: __, additionalProperties, items, anyOf, ...rest } = schema;
  const keywords = Object.entries(rest).filter(([keyword]) => !IGNORED.has(keyword));
  if (!keywords.every(([keyword]) => KEPT.has(keyword))) return undefined;
  const strict: JsonSchema = Object.fromEntries(keywords);
  if (items !== undefined) {
    strict['items'] = toStrict(items as JsonSchema);
    if (strict['items'] === undefined) return undefined;
  }
  if (anyOf !== undefined) {
    const members = (anyOf as JsonSchema[]).map(toStrict);
    // It could not be known from which member a null must be removed.
    if (!members.every((member) => member !== undefined && isPlain(member))) return undefined;
    strict['anyOf'] = members;
  }
  if (schema['type'] !== 'object') return strict;

  // An object that is open cannot be closed without losing something.
  if (additionalProperties !== false) return undefined;
  const properties: Record<string, JsonSchema> = {};
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    const strictProperty = toStrict(property);
    if (strictProperty === undefined) return undefined;
    properties[name] = isRequired(schema, name) ? strictProperty : { anyOf: [strictProperty, { type: 'null' }] };
  }
  return { ...strict, properties, required: Object.keys(properties), additionalProperties: false };
}

/** @internal Takes out the nulls that stand for what was left out. */
export function withoutNulls(value: unknown, schema: JsonSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, (schema['items'] ?? {}) as JsonSchema));
  if (typeof value !== 'object' || value === null) return value;
  const properties = propertiesOf(schema);
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const property = properties[name];
    if (property === undefined) return [[name, member] as const];
    if (member === null && !isRequired(schema, name)) return [];
    return [[name, withoutNulls(member, property)] as const];
  });
  return Object.fromEntries(kept);
}

function isPlain({ type }: JsonSchema): boolean {
  return type !== 'object' && type !== 'array';
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema['properties'] ?? {}) as Record<string, JsonSchema>;
}

function isRequired(schema: JsonSchema, name: string): boolean {
  return ((schema['required'] ?? []) as readonly string[]).includes(name);
}
