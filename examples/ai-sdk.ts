/**
 * A support bot with the AI SDK: `node examples/ai-sdk.ts --simulate`, or with AI_GATEWAY_API_KEY and a Zendesk sandbox.
 */
import { generateText, isStepCount, type LanguageModel, type ModelMessage } from 'ai';
import { aiSdkToolApproval, aiSdkTools, aiSdkTranscript } from 'zendesk-connector/ai-sdk';
import { isSimulated, openBot } from './support/bot.ts';
import { scriptedAiSdkModel } from './support/scripted/ai-sdk.ts';
import { walkThrough } from './support/scripted/model.ts';

const { actions, system, agrees, converse } = await openBot();
const model: LanguageModel = isSimulated
  ? scriptedAiSdkModel(walkThrough)
  : (process.env['AI_MODEL'] ?? 'anthropic/claude-haiku-5.5');
const messages: ModelMessage[] = [];
// Agents read the conversation in an internal note on the ticket.
const extras = () => ({ internalNote: aiSdkTranscript(messages) });

await converse(async (text) => {
  messages.push({ role: 'user', content: text });
  for (;;) {
    const result = await generateText({
      model,
      instructions: system,
      messages,
      tools: aiSdkTools(actions, { extras }),
      toolApproval: aiSdkToolApproval(actions),
      stopWhen: isStepCount(5),
    });
    messages.push(...result.responseMessages);
    // The engine stops before what requires confirmation, and goes on with what the user says.
    const requests = result.content.filter((part) => part.type === 'tool-approval-request');
    if (requests.length === 0) return result.text;
    const approved = await agrees();
    const responses = requests.map(({ approvalId }) => ({
      type: 'tool-approval-response' as const,
      approvalId,
      approved,
    }));
    messages.push({ role: 'tool', content: responses });
  }
});
