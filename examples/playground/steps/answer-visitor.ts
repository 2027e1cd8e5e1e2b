/**
 * Lets the model answer, with the actions of the connection as its tools.
 */
import {
  generateText,
  isStepCount,
  type LanguageModel,
  type ModelMessage,
} from 'ai';
import type {
  TicketExtras,
  ZendeskConnection,
} from 'zendesk-connector';
import {
  aiSdkToolApproval,
  aiSdkTools,
} from 'zendesk-connector/ai-sdk';

export async function answerVisitor(
  connection: ZendeskConnection,
  turn: Turn,
) {
  const actions = connection.actions();
  return generateText({
    model: turn.model,
    instructions: turn.instructions,
    messages: turn.messages,
    tools: aiSdkTools(actions, { extras: turn.extras }),
    // Nothing is written before the visitor agrees.
    toolApproval: aiSdkToolApproval(actions),
    stopWhen: isStepCount(5),
    onToolExecutionStart: ({ toolCall }) =>
      turn.onCall(
        toolCall.toolCallId,
        toolCall.toolName,
        toolCall.input,
      ),
    onToolExecutionEnd: ({ toolCall, toolOutput }) =>
      turn.onCallEnd(
        toolCall.toolCallId,
        toolOutput.type === 'tool-error'
          ? toolOutput
          : { output: toolOutput.output },
      ),
  });
}

export interface Turn {
  readonly model: LanguageModel;
  readonly instructions: string;
  readonly messages: ModelMessage[];
  /** Files and a note for agents, from your application. */
  readonly extras: () => TicketExtras;
  readonly onCall: (
    id: string,
    name: string,
    input: unknown,
  ) => void;
  readonly onCallEnd: (
    id: string,
    outcome:
      | { readonly output: unknown }
      | { readonly error: unknown },
  ) => void;
}
