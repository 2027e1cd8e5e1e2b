/**
 * An action as a function of OpenAI: strict, so that the model keeps to the schema, wherever a schema can be.
 */
import type { BoundAction } from '../actions/action.js';
import type { JsonSchema } from '../schema.js';
import { toStrict, withoutNulls } from './strict-schema.js';

/** @internal */
export interface OpenAIFunction {
  name: string;
  description: string;
  parameters: JsonSchema;
  strict: boolean;
}

/** @internal */
export function describeFunction({ name, description, inputSchema }: BoundAction): OpenAIFunction {
  const schema = printInput(inputSchema);
  const strict = toStrict(schema);
  return { name, description, parameters: strict ?? schema, strict: strict !== undefined };
}

/** @internal The model's input without the nulls that strict mode demands for what is left out. */
export function readInput(actions: readonly BoundAction[], name: string, written: unknown): unknown {
  const schema = actions.find((action) => action.name === name)?.inputSchema;
  return schema === undefined ? written : withoutNulls(written, printInput(schema));
}

function printInput(schema: BoundAction['inputSchema']): JsonSchema {
  return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
}
