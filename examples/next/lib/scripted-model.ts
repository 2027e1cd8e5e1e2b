import { MockLanguageModelV4, simulateReadableStream } from 'ai/test';

type Streamed = Awaited<ReturnType<MockLanguageModelV4['doStream']>>['stream'];
type Chunk = Streamed extends ReadableStream<infer Each> ? Each : never;
type Prompt = Parameters<MockLanguageModelV4['doStream']>[0]['prompt'];

/** A model that needs no key: it asks for an address, then wants to create a ticket, then says what came of it. */
export function scriptedModel(): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    async doStream({ prompt }) {
      const parts = answer(prompt);
      const finishReason = { unified: parts[0]?.type === 'tool-call' ? 'tool-calls' : 'stop', raw: undefined } as const;
      const usage = {
        inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 1, text: 1, reasoning: 0 },
      };
      const chunks: Chunk[] = [
        { type: 'stream-start', warnings: [] },
        ...parts,
        { type: 'finish', finishReason, usage },
      ];
      return { stream: simulateReadableStream({ chunks }) };
    },
  });
}

function answer(prompt: Prompt): readonly Chunk[] {
  const last = prompt.at(-1);
  if (last?.role === 'tool') {
    const result = last.content.find((part) => part.type === 'tool-result')?.output;
    if (result?.type !== 'json') return say('I have created no ticket.');
    return say(`Ticket #${(result.value as { ticketId: number }).ticketId} is created.`);
  }
  const said = prompt.flatMap(({ role, content }) =>
    role === 'user' ? content.map((part) => (part.type === 'text' ? part.text : '')) : [],
  );
  const email = /\S+@\S+\w/.exec(said.join(' '))?.[0];
  if (email === undefined) return say('I can create a ticket. At which e-mail address can we answer you?');
  const input = { subject: 'A question from the chat', body: said.join('\n'), requester: { name: 'Visitor', email } };
  return [
    {
      type: 'tool-call',
      toolCallId: crypto.randomUUID(),
      toolName: 'zendesk_create_ticket',
      input: JSON.stringify(input),
    },
  ];
}

function say(text: string): readonly Chunk[] {
  return [
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: text },
    { type: 'text-end', id: '1' },
  ];
}
