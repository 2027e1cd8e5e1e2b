/**
 * The scripted model behind Anthropic's Messages API: a `fetch` for the client.
 */
import type { Model, Wire } from './model.ts';

export function scriptedAnthropic(model: Model): typeof globalThis.fetch {
  return async (input, init) => {
    const { messages, system, tools }: Wire = await new Request(input, init).json();
    // What the user says is a text; what tools answer is a list.
    const lastUser = messages.findLastIndex(
      ({ content, role }: Wire) => role === 'user' && typeof content === 'string',
    );
    const results = messages
      .slice(lastUser + 1)
      .flatMap(({ role, content }: Wire) => (role === 'user' ? content.map((block: Wire) => block.content) : []));
    const names = tools.map(({ name }: Wire) => name);
    const reply = model({ system, user: messages[lastUser].content, results, tools: names });
    const content =
      'text' in reply
        ? [{ type: 'text', text: reply.text }]
        : reply.calls.map((call) => ({ type: 'tool_use', ...call }));
    const stop_reason = 'text' in reply ? 'end_turn' : 'tool_use';
    return Response.json({ id: 'm', type: 'message', role: 'assistant', content, stop_reason, usage: {} });
  };
}
