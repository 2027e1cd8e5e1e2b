/**
 * The actions as tools of the OpenAI Agents SDK (npm package `@openai/agents`). Structural: the host passes `tool` of the
 * package. https://openai.github.io/openai-agents-js/guides/tools/
 */
import type { BoundAction } from '../actions/action.js';
import { describeFunction, readInput } from './openai-function.js';
import { checkActions, printFailure, runToolCall, type ToolCallOptions } from './tool-call.js';

/** What is used of the details that the engine runs a tool with. */
interface CallDetails {
  readonly toolCall?: { readonly callId: string } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the tools for `new Agent()`. Schemas use strict mode where possible, the id of a tool call makes it safe to
 * repeat, and the engine's abort signal ends it. A call that fails answers with what went wrong and what to do next.
 *
 * A tool that requires confirmation has `needsApproval`: the run stops with an interruption until your application
 * approves or rejects the call. `extras` adds the files and the note of your application.
 *
 * @param tool `tool` of `@openai/agents`
 * @throws ConfigurationError
 *
 * @example
 * const agent = new Agent({ name: 'Support', instructions, tools: openAIAgentsTools(bot.actions(), agentTool) });
 */
export function openAIAgentsTools<Tool>(
  actions: readonly BoundAction[],
  tool: (options: never) => Tool,
  { extras }: Pick<ToolCallOptions, 'extras'> = {},
): Tool[] {
  checkActions(actions);
  return actions.map((action) => {
    const { name, annotations } = action;
    const options = {
      ...describeFunction(action),
      needsApproval: annotations.requiresConfirmation,
      async execute(written: unknown, _context: unknown, { toolCall, signal }: CallDetails = {}): Promise<string> {
        try {
          const call = { id: toolCall?.callId, name, input: readInput(actions, name, written) };
          return JSON.stringify(await runToolCall(actions, call, { confirm: 'confirmed-elsewhere', signal, extras }));
        } catch (error) {
          if (signal?.aborted) throw error;
          return printFailure(error);
        }
      },
    };
    return tool(options as never);
  });
}
