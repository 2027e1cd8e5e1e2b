/**
 * The scripted model behind OpenAI's Responses and Chat Completions APIs: a `fetch` for the client.
 */
import { type Model, printed, type Reply, type Wire } from './model.ts';

export function scriptedOpenAI(model: Model): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body: Wire = await request.json();
    return Response.json(request.url.endsWith('/responses') ? respond(model, body) : complete(model, body));
  };
}

function respond(model: Model, { input, instructions, tools }: Wire): Wire {
  const lastUser = input.findLastIndex(({ role }: Wire) => role === 'user');
  const results = input.slice(lastUser).flatMap(({ output }: Wire) => (output === undefined ? [] : [output]));
  const names = tools.map(({ name }: Wire) => name);
  const { content } = input[lastUser];
  const user = typeof content === 'string' ? content : content.map(({ text }: Wire) => text).join('');
  const reply = model({ system: instructions, user, results, tools: names });
  return { id: 'r', object: 'response', status: 'completed', output: outputOf(reply) };
}

function outputOf(reply: Reply): Wire[] {
  if ('text' in reply) {
    const content = [{ type: 'output_text', text: reply.text, annotations: [] }];
    return [{ type: 'message', id: 'm', role: 'assistant', status: 'completed', content }];
  }
  return reply.calls.map(({ id, name, input }) => ({
    ...{ type: 'function_call', id: `fc_${id}`, call_id: id, name, arguments: printed(input), status: 'completed' },
  }));
}

function complete(model: Model, { messages, tools }: Wire): Wire {
  const lastUser = messages.findLastIndex(({ role }: Wire) => role === 'user');
  const results = messages.slice(lastUser).flatMap(({ role, content }: Wire) => (role === 'tool' ? [content] : []));
  const names = tools.map((tool: Wire) => tool.function.name);
  const reply = model({ system: messages[0].content, user: messages[lastUser].content, results, tools: names });
  const message = 'text' in reply ? { role: 'assistant', content: reply.text } : toolCalls(reply);
  return { id: 'c', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] };
}

function toolCalls({ calls }: Extract<Reply, { calls: unknown }>): Wire {
  const tool_calls = calls.map(({ id, name, input }) => ({
    ...{ id, type: 'function', function: { name, arguments: printed(input) } },
  }));
  return { role: 'assistant', content: null, tool_calls };
}
