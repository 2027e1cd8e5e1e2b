/**
 * The scripted model behind Anthropic's Messages API: a `fetch` for the client.
 */
import type { Model, Wire } from './model.ts';

export function scriptedAnthropic(model: Model): typeof globalThis.fetch {
  // The tool runner sends only what is new since a message: the API has the rest.
  const threads = new Map<string, Wire>();
  return async (input, init) => {
    const body: Wire = await new Request(input, init).json();
    const before = threads.get(body.thread?.previous_message_id);
    const { system, tools } = before ?? body;
    const messages = [...(before?.messages ?? []), ...body.messages];
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
    const id = `m${threads.size}`;
    threads.set(id, { system, tools, messages: [...messages, { role: 'assistant', content }] });
    return Response.json({ id, type: 'message', role: 'assistant', content, stop_reason, usage: {} });
  };
}
