/**
 * A support bot with LangChain: `node examples/langchain.ts --simulate`, or with OPENAI_API_KEY, `npm install
 * @langchain/openai` and a Zendesk sandbox.
 */
import { tool } from '@langchain/core/tools';
import { Command, type Interrupt, MemorySaver } from '@langchain/langgraph';
import { createAgent, type HITLRequest, humanInTheLoopMiddleware } from 'langchain';
import { langchainInterruptOn, langchainTools } from 'zendesk-connector/langchain';
import { isSimulated, openBot } from './support/bot.ts';
import { ScriptedChatModel } from './support/scripted/langchain.ts';
import { walkThrough } from './support/scripted/model.ts';

const { actions, system, agrees, converse } = await openBot();
const agent = createAgent({
  model: isSimulated ? new ScriptedChatModel(walkThrough) : (process.env['LANGCHAIN_MODEL'] ?? 'openai:gpt-5-mini'),
  systemPrompt: system,
  // The middleware asks the user.
  tools: langchainTools(actions, tool, { confirm: 'confirmed-elsewhere' }),
  // The types of this middleware do not hold under `exactOptionalPropertyTypes`.
  middleware: [humanInTheLoopMiddleware({ interruptOn: langchainInterruptOn(actions) } as never) as never],
  checkpointer: new MemorySaver(),
});
const config = { configurable: { thread_id: 'conversation-1' } };

interface Outcome {
  readonly messages: readonly { readonly text: string }[];
  readonly __interrupt__?: readonly Interrupt<HITLRequest>[];
}

await converse(async (text) => {
  const invoke = (input: unknown) =>
    agent.invoke(input as never, config as never) as Promise<unknown> as Promise<Outcome>;
  let outcome = await invoke({ messages: [{ role: 'user', content: text }] });
  // The agent waits before what requires confirmation.
  for (
    let [interrupt] = outcome.__interrupt__ ?? [];
    interrupt !== undefined;
    [interrupt] = outcome.__interrupt__ ?? []
  ) {
    const decision = (await agrees()) ? { type: 'approve' } : { type: 'reject', message: 'The user did not agree.' };
    const decisions = interrupt.value?.actionRequests.map(() => decision);
    outcome = await invoke(new Command({ resume: { decisions } }));
  }
  return outcome.messages.at(-1)?.text ?? '';
});
