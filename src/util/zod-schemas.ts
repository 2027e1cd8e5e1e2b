/**
 * Remembers the zod schema behind a schema of an action. Version 1 of the MCP SDK takes nothing else.
 */
const zodSchemas = new WeakMap<object, object>();

/** @internal */
export function rememberZodSchema(schema: object, zodSchema: object): void {
  zodSchemas.set(schema, zodSchema);
}

/** @internal Returns undefined for a schema of your application, and for one of another copy of the package. */
export function zodSchemaOf(schema: object): object | undefined {
  return zodSchemas.get(schema);
}
