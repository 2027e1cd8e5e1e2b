/**
 * The scripted model behind the Gemini API: answers requests as it does.
 */
import type { Model, Reply, Wire } from './model.ts';

/** @param options.ids whether calls have ids; not every model gives them */
export function scriptedGemini(
  model: Model,
  { ids = 'with' }: { readonly ids?: 'with' | 'without' } = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { contents, systemInstruction, tools }: Wire = await request.json();
    const isText = ({ text }: Wire) => text !== undefined;
    const lastUser = contents.findLastIndex(({ role, parts }: Wire) => role === 'user' && parts.some(isText));
    const results = contents
      .slice(lastUser)
      .flatMap(({ parts }: Wire) => parts)
      .filter(({ functionResponse }: Wire) => functionResponse !== undefined)
      .map(({ functionResponse }: Wire) => JSON.stringify(functionResponse.response));
    const reply = model({
      system: systemInstruction.parts.map(({ text }: Wire) => text).join(''),
      user: contents[lastUser].parts.map(({ text }: Wire) => text).join(''),
      results,
      tools: tools[0].functionDeclarations.map(({ name }: Wire) => name),
    });
    const content = { role: 'model', parts: partsOf(reply, ids) };
    return Response.json({ candidates: [{ content, finishReason: 'STOP', index: 0 }] });
  };
}

function partsOf(reply: Reply, ids: 'with' | 'without'): Wire[] {
  if ('text' in reply) return [{ text: reply.text }];
  return reply.calls.map(({ id, name, input }) => ({
    functionCall: { ...(ids === 'with' ? { id } : {}), name, args: input },
  }));
}
