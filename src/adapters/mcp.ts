/**
 * The actions as tools of an MCP server, for `@modelcontextprotocol/server` 2 and for `@modelcontextprotocol/sdk` 1.
 * Structural: neither is imported. https://modelcontextprotocol.io/specification/2025-11-25/server/tools
 */
import type { BoundAction } from '../actions/action.js';
import type { Schema } from '../schema.js';
import { zodSchemaOf } from '../util/zod-schemas.js';
import { runToolCall, toToolCallError } from './tool-call.js';

/** What is used of an `McpServer`. The two versions of the SDK have types of their own for what they are given. */
export interface McpToolRegistry {
  registerTool(name: string, tool: never, run: never): unknown;
}

/** What is used of a request: version 1 has the signal at the top, version 2 below `mcpReq`. */
interface McpRequest {
  readonly signal?: AbortSignal;
  readonly mcpReq?: { readonly signal: AbortSignal };
}

/**
 * Registers each action as a tool. A client asks its user for approval, for which it has the annotations; MCP leaves
 * that to clients. MCP has no id that identifies a call beyond its session, so a ticket is identified by what is in it:
 * the same ticket for the same requester within two hours is a repetition.
 *
 * @example
 * registerMcpTools(server, bot.actions());
 */
export function registerMcpTools(server: McpToolRegistry, actions: readonly BoundAction[]): void {
  for (const { name, title, description, inputSchema, outputSchema, annotations } of actions) {
    const { readOnly, destructive, idempotent } = annotations;
    const tool = {
      title,
      description,
      inputSchema: forBothVersions(inputSchema),
      outputSchema: forBothVersions(outputSchema),
      annotations: { title, readOnlyHint: readOnly, destructiveHint: destructive, idempotentHint: idempotent },
    };
    const run = async (input: unknown, { signal, mcpReq }: McpRequest) => {
      try {
        const call = { id: undefined, name, input };
        const aborted = signal ?? mcpReq?.signal;
        const output = await runToolCall(actions, call, { confirm: 'confirmed-elsewhere', signal: aborted });
        return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output };
      } catch (error) {
        return { content: [{ type: 'text', text: toToolCallError(error).message }], isError: true };
      }
    };
    server.registerTool(name, tool as never, run as never);
  }
}

/** Version 1 takes a zod schema, version 2 a Standard Schema. A zod schema with our Standard Schema on top is both. */
function forBothVersions(schema: Schema): object {
  const zodSchema = zodSchemaOf(schema);
  if (zodSchema === undefined) return schema;
  return Object.create(zodSchema, { '~standard': { value: schema['~standard'], enumerable: true } });
}
