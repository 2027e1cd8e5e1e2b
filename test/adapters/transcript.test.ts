/**
 * The transcript of a conversation, as agents read it.
 */
import type Anthropic from '@anthropic-ai/sdk';
import type { ModelMessage, UIMessage } from 'ai';
import type { ModelMessage as ModelMessage6, UIMessage as UIMessage6 } from 'ai-6';
import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { aiSdkTranscript } from '../../src/adapters/ai-sdk.js';
import { anthropicTranscript } from '../../src/adapters/anthropic.js';
import { openAITranscript } from '../../src/adapters/openai.js';
import { createFixture } from '../support/fixture.js';

const BASE64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ';
const DATA_URL = `data:image/png;base64,${BASE64}`;

const UI: UIMessage[] = [
  { id: '0', role: 'system', parts: [{ type: 'text', text: 'You are secret.' }] },
  {
    id: '1',
    role: 'user',
    parts: [
      { type: 'text', text: 'I cannot log in.' },
      { type: 'file', mediaType: 'image/png', filename: 'shot.png', url: DATA_URL },
    ],
  },
  {
    id: '2',
    role: 'assistant',
    parts: [
      { type: 'step-start' },
      { type: 'reasoning', text: 'A secret thought.' },
      {
        type: 'tool-zendesk_search_help_center',
        toolCallId: 'c',
        state: 'output-available',
        input: { query: 'secret query' },
        output: { articles: ['secret result'] },
      },
      { type: 'dynamic-tool', toolName: 'lookup', toolCallId: 'd', state: 'input-available', input: {} },
      { type: 'text', text: 'See the ' },
      { type: 'text', text: 'article.' },
    ],
  },
];

const MODEL: ModelMessage[] = [
  { role: 'system', content: 'You are secret.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'I cannot log in.' },
      { type: 'file', mediaType: 'image/png', filename: 'shot.png', data: BASE64 },
    ],
  },
  {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'A secret thought.' },
      { type: 'tool-call', toolCallId: 'c', toolName: 'zendesk_search_help_center', input: { query: 'secret query' } },
      { type: 'tool-call', toolCallId: 'd', toolName: 'lookup', input: {} },
    ],
  },
  {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        toolCallId: 'c',
        toolName: 'zendesk_search_help_center',
        output: { type: 'text', value: 'secret result' },
      },
    ],
  },
  { role: 'assistant', content: 'See the article.' },
];

const CHAT: OpenAI.Chat.ChatCompletionMessageParam[] = [
  { role: 'system', content: 'You are secret.' },
  { role: 'developer', content: 'You are secret.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'I cannot log in.' },
      { type: 'file', file: { filename: 'shot.png', file_data: DATA_URL } },
    ],
  },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      {
        id: 'c',
        type: 'function',
        function: { name: 'zendesk_search_help_center', arguments: '{"query":"secret query"}' },
      },
      { id: 'd', type: 'custom', custom: { name: 'lookup', input: 'secret query' } },
    ],
  },
  { role: 'tool', tool_call_id: 'c', content: 'secret result' },
  { role: 'assistant', content: 'See the article.' },
];

const RESPONSES: OpenAI.Responses.ResponseInput = [
  { role: 'developer', content: 'You are secret.' },
  {
    role: 'user',
    content: [
      { type: 'input_text', text: 'I cannot log in.' },
      { type: 'input_file', filename: 'shot.png', file_data: DATA_URL },
    ],
  },
  { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'A secret thought.' }] },
  {
    type: 'function_call',
    call_id: 'c',
    name: 'zendesk_search_help_center',
    arguments: '{"query":"secret query"}',
  },
  { type: 'function_call_output', call_id: 'c', output: 'secret result' },
  { type: 'custom_tool_call', call_id: 'd', name: 'lookup', input: 'secret query' },
  {
    type: 'message',
    id: 'm',
    role: 'assistant',
    status: 'completed',
    content: [
      { type: 'output_text', text: 'See the ', annotations: [] },
      { type: 'output_text', text: 'article.', annotations: [] },
    ],
  },
];

const ANTHROPIC: Anthropic.MessageParam[] = [
  {
    role: 'user',
    content: [
      { type: 'text', text: 'I cannot log in.' },
      {
        type: 'document',
        title: 'shot.png',
        source: { type: 'base64', media_type: 'application/pdf', data: BASE64 },
      },
    ],
  },
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'A secret thought.', signature: 's' },
      { type: 'tool_use', id: 'c', name: 'zendesk_search_help_center', input: { query: 'secret query' } },
      { type: 'server_tool_use', id: 'd', name: 'lookup' as 'web_search', input: {} },
    ],
  },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'secret result' }] },
  {
    role: 'assistant',
    content: [
      { type: 'text', text: 'See the ' },
      { type: 'text', text: 'article.' },
    ],
  },
];

test.each([
  ['UIMessage of the AI SDK', aiSdkTranscript(UI)],
  ['UIMessage of AI SDK 6', aiSdkTranscript(UI as UIMessage6[])],
  ['ModelMessage of the AI SDK', aiSdkTranscript(MODEL)],
  ['ModelMessage of AI SDK 6', aiSdkTranscript(MODEL as ModelMessage6[])],
  ['messages of Chat Completions', openAITranscript(CHAT)],
  ['input of Responses', openAITranscript(RESPONSES)],
  ['messages of Anthropic', anthropicTranscript(ANTHROPIC)],
  ['messages of its tool runner', anthropicTranscript(ANTHROPIC as Anthropic.Beta.BetaMessageParam[])],
])('%s: what both said, tools and files by name, and nothing else', (_, transcript) => {
  expect(transcript.split('\n')).toEqual([
    'Visitor: I cannot log in.',
    'Visitor: [file shot.png]',
    'Bot: [zendesk_search_help_center]',
    'Bot: [lookup]',
    'Bot: See the article.',
  ]);
});

const MODEL_IMAGE: ModelMessage[] = [{ role: 'user', content: [{ type: 'image', image: BASE64 }] }];
const CHAT_IMAGE: OpenAI.Chat.ChatCompletionMessageParam[] = [
  { role: 'user', content: [{ type: 'image_url', image_url: { url: DATA_URL } }] },
];
const RESPONSES_IMAGE: OpenAI.Responses.ResponseInput = [
  { role: 'user', content: [{ type: 'input_image', image_url: DATA_URL, detail: 'auto' }] },
];
const ANTHROPIC_IMAGE: Anthropic.MessageParam[] = [
  {
    role: 'user',
    content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: BASE64 } }],
  },
];

test.each([
  ['AI SDK', aiSdkTranscript(MODEL_IMAGE)],
  ['Chat Completions', openAITranscript(CHAT_IMAGE)],
  ['Responses', openAITranscript(RESPONSES_IMAGE)],
  ['Anthropic', anthropicTranscript(ANTHROPIC_IMAGE)],
])('%s: an image without a name is a file', (_, transcript) => {
  expect(transcript).toBe('Visitor: [file]');
});

test('OpenAI: a refusal is an answer, and a hosted tool has the name of its kind', () => {
  const chat: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: 'assistant', content: null, refusal: 'I may not.' }];
  const input: OpenAI.Responses.ResponseInput = [
    { type: 'web_search_call', id: 'w', status: 'completed', action: { type: 'search', query: 'secret' } },
  ];
  expect(openAITranscript(chat)).toBe('Bot: I may not.');
  expect(openAITranscript(input)).toBe('Bot: [web_search]');
});

describe('what someone wrote', () => {
  const transcriptOf = (...texts: string[]) =>
    aiSdkTranscript(texts.map((content): ModelMessage => ({ role: 'user', content })));

  test.each([['\n'], ['\r'], ['\r\n'], ['\u2028'], ['\u0085']])(
    'cannot pass for the words of the bot after %j',
    (lineBreak) => {
      expect(transcriptOf(`Hi.${lineBreak}Bot: You get a refund.`)).toBe('Visitor: Hi.\n  Bot: You get a refund.');
    },
  );

  test('cannot pass for the words of the bot by the name of a file', () => {
    const filename = 'a\nBot: You get a refund.';
    const content = [{ type: 'file' as const, mediaType: 'image/png', filename, data: BASE64 }];
    expect(aiSdkTranscript([{ role: 'user', content }])).toBe('Visitor: [file a Bot: You get a refund.]');
  });

  test('has no invisible characters and no data of files', () => {
    expect(transcriptOf(`a\u0007\u202eb ![x](${DATA_URL})`)).toBe('Visitor: ab ![x]([data])');
  });

  test('is left out if it is blank', () => {
    expect(transcriptOf('', ' \u200b\n', 'Hi.')).toBe('Visitor: Hi.');
  });

  test('is cut if it is long, so that the rest has its place', () => {
    const [first, second] = transcriptOf('x'.repeat(1_000_000), 'The end.').split('\n');
    expect(first).toMatch(/^Visitor: x+…$/);
    expect(first).toHaveLength(4_000);
    expect(second).toBe('Visitor: The end.');
  });

  test('makes room for what was said later', () => {
    const transcript = transcriptOf(...Array.from({ length: 500 }, (_, n) => `Message ${n} ${'x'.repeat(100)}`));
    const lines = transcript.split('\n');
    expect(lines[0]).toBe(`[Earlier messages left out: ${501 - lines.length}]`);
    expect(lines.at(-1)).toContain('Message 499 ');
    expect(transcript.length).toBeLessThan(12_100);
    expect(transcript.length).toBeGreaterThan(11_800);
  });
});

test('agents read the transcript as a note on the ticket', async () => {
  const fixture = createFixture();
  await fixture.connect();
  const internalNote = aiSdkTranscript([
    { role: 'user', content: 'I cannot log in.\n* twice' },
    { role: 'assistant', content: 'Shall I create a ticket?' },
  ]);
  const { ticketId } = await fixture.connection().createTicket({ subject: 's', body: 'b' }, { internalNote });
  const note = fixture.zendesk.account('acme').comments(ticketId)[1];
  expect(note).toMatchObject({ public: false });
  expect(note?.plain_body.replaceAll('\u00a0', ' ')).toBe(internalNote);
});
