/**
 * The actions as tools of an MCP server, for `@modelcontextprotocol/server` 2 and for `@modelcontextprotocol/sdk` 1.
 * Structural: neither is imported. https://modelcontextprotocol.io/specification/2025-11-25/server/tools
 */
import type { BoundAction } from '../actions/action.js';
import type { Schema } from '../schema.js';
import { zodSchemaOf } from '../util/zod-schemas.js';
import {
  type Confirmation,
  checkActions,
  checkConfirmation,
  type ExtrasOfCall,
  type PendingToolCall,
  refusal,
  runToolCall,
  toToolCallError,
} from './tool-call.js';

/** What is used of an `McpServer`. The two versions of the SDK have types of their own for what they are given. */
export interface McpToolRegistry {
  registerTool(name: string, tool: never, run: never): unknown;
  /** Version 1 asks the client through it. */
  readonly server?: { elicitInput?(params: never, options?: never): Promise<McpElicitResult> };
}

/** How the tools of an MCP server ask the end user. */
export interface McpToolOptions {
  /**
   * A function that asks the end user before an action that requires confirmation. Pass `'confirmed-elsewhere'` only if
   * every client of the server asks its user before it calls a tool.
   *
   * @defaultValue the client, by MCP's elicitation. With a client that does not support it, the action is refused.
   */
  readonly confirm?: Confirmation | undefined;
  /** Adds files and a note of your application; the model has no say in them. */
  readonly extras?: ExtrasOfCall | undefined;
}

/** The client's answer to an elicitation. */
export interface McpElicitResult {
  readonly action: string;
}

/** What is used of a request: version 2 has below `mcpReq` what version 1 has at the top. */
interface McpRequest {
  readonly signal?: AbortSignal;
  readonly requestId?: unknown;
  readonly mcpReq?: {
    readonly signal: AbortSignal;
    readonly inputResponses?: Readonly<Record<string, McpElicitResult>>;
  };
}

const APPROVAL = 'approval';
const PATIENCE_MS = 600_000;

/**
 * Registers each action as a tool. Before an action that requires confirmation the client asks its user, by elicitation:
 * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
 *
 * MCP has no id that identifies a call beyond its session, so a ticket is identified by what is in it: the same ticket
 * for the same requester within two hours is a repetition.
 *
 * @throws ConfigurationError
 *
 * @example
 * registerMcpTools(server, bot.actions());
 */
export function registerMcpTools(
  server: McpToolRegistry,
  actions: readonly BoundAction[],
  options: McpToolOptions = {},
): void {
  checkActions(actions);
  const { confirm, extras } = options;
  if (confirm !== undefined) checkConfirmation(options);
  for (const { name, title, description, inputSchema, outputSchema, annotations, question } of actions) {
    const { readOnly, destructive, idempotent, requiresConfirmation } = annotations;
    const tool = {
      title,
      description,
      inputSchema: forBothVersions(inputSchema),
      outputSchema: forBothVersions(outputSchema),
      annotations: { title, readOnlyHint: readOnly, destructiveHint: destructive, idempotentHint: idempotent },
    };
    const run = async (input: unknown, request: McpRequest) => {
      const { mcpReq, signal = mcpReq?.signal } = request;
      try {
        const answer = mcpReq?.inputResponses?.[APPROVAL];
        // Version 2 sends the question as the result of a first round, and the answer comes with the second.
        if (mcpReq !== undefined && answer === undefined && requiresConfirmation && confirm === undefined) {
          const elicitation = { method: 'elicitation/create', params: elicitationOf(await question(input)) };
          return { resultType: 'input_required', inputRequests: { [APPROVAL]: elicitation } };
        }
        const byClient = async (call: PendingToolCall) =>
          (answer ?? (await elicit(server, call.question, request))).action === 'accept';
        const output = await runToolCall(
          actions,
          { id: undefined, name, input },
          { confirm: confirm ?? byClient, signal, extras },
        );
        return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output };
      } catch (error) {
        return { content: [{ type: 'text', text: toToolCallError(error).message }], isError: true };
      }
    };
    server.registerTool(name, tool as never, run as never);
  }
}

/** The form has no fields: to accept it is to agree. */
function elicitationOf(question: string): object {
  return { mode: 'form', message: question, requestedSchema: { type: 'object', properties: {} } };
}

/** Asks as version 1 does: by a request to the client that belongs to the call. */
async function elicit({ server }: McpToolRegistry, question: string, request: McpRequest): Promise<McpElicitResult> {
  const options = { relatedRequestId: request.requestId, signal: request.signal, timeout: PATIENCE_MS };
  try {
    const answer = await server?.elicitInput?.(elicitationOf(question) as never, options as never);
    if (answer !== undefined) return answer;
  } catch {
    // The client cannot ask, or did not answer in time.
  }
  throw refusal(
    'permission_denied',
    403,
    'The user could not be asked to approve this, because this MCP client does not answer elicitations.',
    'Nothing was changed. Tell the user; do not try again.',
  );
}

/** Version 1 takes a zod schema, version 2 a Standard Schema. A zod schema with our Standard Schema on top is both. */
function forBothVersions(schema: Schema): object {
  const zodSchema = zodSchemaOf(schema);
  if (zodSchema === undefined) return schema;
  return Object.create(zodSchema, { '~standard': { value: schema['~standard'], enumerable: true } });
}
