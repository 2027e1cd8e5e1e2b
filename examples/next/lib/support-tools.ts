import type { InferUITools, UIDataTypes, UIMessage } from 'ai';
import { aiSdkToolApproval, aiSdkTools, aiSdkTranscript } from 'zendesk-connector/ai-sdk';
import { visitorConnection } from '@/lib/zendesk';

export type SupportMessage = UIMessage<unknown, UIDataTypes, InferUITools<ReturnType<typeof supportTools>['tools']>>;

/** The actions as tools. Agents read the conversation in an internal note on the ticket. */
export function supportTools(conversation: string, transcript: readonly UIMessage[]) {
  const actions = visitorConnection(conversation).actions();
  return {
    tools: aiSdkTools(actions, { extras: () => ({ internalNote: aiSdkTranscript(transcript) }) }),
    toolApproval: aiSdkToolApproval(actions),
  };
}
