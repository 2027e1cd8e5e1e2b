import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  isStepCount,
  safeValidateUIMessages,
  streamText,
  toUIMessageStream,
} from 'ai';
import { chatModel } from '@/lib/model';
import { required } from '@/lib/required';
import { conversationId, startConversation } from '@/lib/session';
import { type SupportMessage, supportTools } from '@/lib/support-tools';

const INSTRUCTIONS =
  'You are the support bot of Acme. Help, and offer to create a ticket when you cannot. Ask for the address first.';

export async function POST(request: Request): Promise<Response> {
  const { messages } = await request.json();
  const validated = await safeValidateUIMessages<SupportMessage>({ messages });
  if (!validated.success) return new Response('These are no messages of a chat.', { status: 400 });

  const conversation = (await conversationId()) ?? (await startConversation());
  const { tools, toolApproval } = supportTools(conversation, validated.data);
  const { stream } = streamText({
    model: chatModel(),
    instructions: INSTRUCTIONS,
    messages: await convertToModelMessages(validated.data),
    tools,
    toolApproval,
    // The history comes from the browser. An approval counts only for a request that this route has signed.
    experimental_toolApprovalSecret: required('SESSION_SECRET'),
    stopWhen: isStepCount(5),
    abortSignal: request.signal,
  });
  return createUIMessageStreamResponse({ stream: toUIMessageStream({ stream, originalMessages: validated.data }) });
}
