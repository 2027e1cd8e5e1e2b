/**
 * The scripted model as a chat model of LangChain.
 */
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type { Model, Wire } from './model.ts';

export class ScriptedChatModel extends BaseChatModel {
  readonly #model: Model;
  #tools: readonly string[] = [];

  constructor(model: Model) {
    super({});
    this.#model = model;
  }

  _llmType(): string {
    return 'scripted';
  }

  override bindTools(tools: Wire[]): this {
    this.#tools = tools.map(({ name }) => name);
    return this;
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const lastUser = messages.findLastIndex((message) => message.type === 'human');
    const results = messages.slice(lastUser).flatMap((message) => (message.type === 'tool' ? [message.text] : []));
    const system = messages[0]?.text ?? '';
    const reply = this.#model({ system, user: messages[lastUser]?.text ?? '', results, tools: this.#tools });
    const message =
      'text' in reply
        ? new AIMessage(reply.text)
        : new AIMessage({
            content: '',
            tool_calls: reply.calls.map(({ id, name, input }) => ({
              id,
              name,
              args: input as Wire,
              type: 'tool_call',
            })),
          });
    return { generations: [{ text: '', message }] };
  }
}
