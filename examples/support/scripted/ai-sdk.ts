/**
 * The scripted model as the AI SDK's mock of a language model.
 */
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test';
import { type Model, printed, type Reply, type Wire } from './model.ts';

const USAGE = { inputTokens: { total: 1 }, outputTokens: { total: 1 } } as Wire;

export function scriptedAiSdkModel(model: Model): MockLanguageModelV4 {
  const think = ({ prompt, tools = [] }: Wire): Reply => {
    const lastUser = prompt.findLastIndex(({ role }: Wire) => role === 'user');
    const results = prompt
      .slice(lastUser)
      .flatMap(({ role, content }: Wire) => (role === 'tool' ? content : []))
      .filter(({ type }: Wire) => type === 'tool-result')
      .map(({ output }: Wire) => JSON.stringify(output.value ?? output));
    const system = prompt.find(({ role }: Wire) => role === 'system')?.content ?? '';
    const user = prompt[lastUser].content.map(({ text }: Wire) => text).join('');
    return model({ system, user, results, tools: tools.map(({ name }: Wire) => name) });
  };
  return new MockLanguageModelV4({
    async doGenerate(options) {
      const reply = think(options);
      return { content: parts(reply), finishReason: reason(reply), usage: USAGE, warnings: [] };
    },
    async doStream(options) {
      const reply = think(options);
      const chunks = [
        { type: 'stream-start', warnings: [] },
        ...parts(reply).flatMap((part) => (part.type === 'text' ? textChunks(part.text) : [part])),
        { type: 'finish', finishReason: reason(reply), usage: USAGE },
      ] as Wire[];
      return { stream: simulateReadableStream({ chunks }) };
    },
  });
}

function parts(reply: Reply): Wire[] {
  if ('text' in reply) return [{ type: 'text', text: reply.text }];
  return reply.calls.map(({ id, name, input }) => ({
    ...{ type: 'tool-call', toolCallId: id, toolName: name, input: printed(input) },
  }));
}

function textChunks(text: string): Wire[] {
  return [
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: text },
    { type: 'text-end', id: '1' },
  ];
}

function reason(reply: Reply): Wire {
  return { unified: 'text' in reply ? 'stop' : 'tool-calls', raw: undefined };
}
