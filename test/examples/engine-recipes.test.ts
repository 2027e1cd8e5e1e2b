/**
 * The recipes of docs/engines.md, as they stand there, run through the packages that they are for.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { type AnyServerTool, chat, EventType } from '@tanstack/ai';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { scriptedAiSdkModel } from '../../examples/support/scripted/ai-sdk.js';
import type { Model, Wire } from '../../examples/support/scripted/model.js';
import { createFixture } from '../support/fixture.js';

const page = readFileSync(new URL('../../docs/engines.md', import.meta.url), 'utf8');
const recipes = [...page.matchAll(/^## (.*)\n(?:(?!^#)[\s\S])*?```(ts|js)\n([\s\S]*?)```/gm)].map(
  ([, engine = '', language = '', code = '']) => ({ engine, language, code }),
);

/** Runs a recipe with what it takes for granted, and gives back what it makes. */
async function cook<T>(engine: string, made: string, host: object): Promise<T> {
  const code = recipes.find((recipe) => recipe.engine === engine)?.code;
  const file = new URL(`recipe-${crypto.randomUUID()}.ts`, import.meta.url);
  for (const [name, value] of Object.entries(host)) vi.stubGlobal(name, value);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  writeFileSync(file, `${code}\nexport { ${made} };\n`);
  try {
    return (await import(file.href))[made];
  } finally {
    rmSync(file);
  }
}

async function host({ agrees = true } = {}) {
  const { connect, connection, zendesk } = createFixture();
  await connect();
  const questions: string[] = [];
  return {
    zendesk,
    questions,
    tickets: () => zendesk.account('acme').tickets,
    actions: connection().actions(),
    turn: { conversation: 'c1', turn: 1 },
    async askUser({ question }: { readonly question: string }) {
      questions.push(question);
      return agrees;
    },
  };
}

const TICKET = { subject: 'Cannot log in', body: 'b' };

test('each engine has a recipe of at most six lines, apart from its imports', () => {
  expect(recipes.map(({ engine }) => engine)).toHaveLength(9);
  for (const { engine, code } of recipes) {
    const lines = code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '));
    expect(lines.length, engine).toBeLessThanOrEqual(6);
  }
});

test('the page marks what is not run here', () => {
  const notRun = [...page.matchAll(/^\| (.*?) +\|.*\| not run:/gm)].map(([, engine]) => engine);
  expect(recipes.filter(({ language }) => language === 'js').map(({ engine }) => engine)).toEqual(notRun);
});

describe('TanStack AI', () => {
  /** A model that makes one call and then repeats what came of it. */
  const adapter = (name: string, input: object, heard: Wire[]) => ({
    ...{ kind: 'text', name: 'scripted', model: 'scripted', requires: [], '~types': {} },
    async *chatStream({ messages, tools }: Wire) {
      const ids = { runId: 'r', threadId: 't' };
      const last = messages.at(-1);
      heard.push({ tools, last });
      yield { type: EventType.RUN_STARTED, ...ids };
      if (last.role === 'tool') {
        yield { type: EventType.TEXT_MESSAGE_START, messageId: 'm', role: 'assistant' };
        yield { type: EventType.TEXT_MESSAGE_CONTENT, messageId: 'm', delta: last.content };
        yield { type: EventType.TEXT_MESSAGE_END, messageId: 'm' };
        yield { type: EventType.RUN_FINISHED, ...ids, finishReason: 'stop' };
        return;
      }
      yield { type: EventType.TOOL_CALL_START, toolCallId: 'call_1', toolCallName: name, toolName: name };
      yield { type: EventType.TOOL_CALL_ARGS, toolCallId: 'call_1', delta: JSON.stringify(input) };
      yield { type: EventType.TOOL_CALL_END, toolCallId: 'call_1' };
      yield { type: EventType.RUN_FINISHED, ...ids, finishReason: 'tool_calls' };
    },
  });

  const talk = async (tools: readonly AnyServerTool[], name: string, input: object) => {
    const heard: Wire[] = [];
    const messages = [{ role: 'user', content: 'Hello' }];
    const chunks: Wire[] = [];
    const stream = chat({ adapter: adapter(name, input, heard), messages, tools } as never) as AsyncIterable<Wire>;
    for await (const chunk of stream) chunks.push(chunk);
    return { heard, chunks, text: chunks.map(({ delta }) => delta ?? '').join('') };
  };

  test('reads at once, with the descriptions and the words of errors', async () => {
    const world = await host();
    const tools = await cook<AnyServerTool[]>('TanStack AI', 'tools', world);
    const { heard, text } = await talk(tools, 'zendesk_get_ticket_status', { ticketId: '404' });
    expect(text).toContain('I could not find that ticket.');
    expect(JSON.stringify(heard[0].tools)).toContain('What it is about, in one line.');
  });

  test('waits for the end user before a ticket, and the id of the call makes one of two', async () => {
    const world = await host();
    const tools = await cook<AnyServerTool[]>('TanStack AI', 'tools', world);
    const { chunks } = await talk(tools, 'zendesk_create_ticket', TICKET);
    expect(JSON.stringify(chunks)).toMatch(/approval|interrupt/);
    expect(world.tickets()).toEqual([]);
    const create = tools.find(({ name }) => name === 'zendesk_create_ticket');
    for (const _ of [1, 2]) await create?.execute?.(TICKET, { toolCallId: 'call_1' });
    expect(world.tickets()).toHaveLength(1);
  });
});

describe('LlamaIndex', () => {
  interface Tool {
    readonly metadata: { readonly name: string; readonly parameters: object };
    call(input: object): Promise<unknown>;
  }
  const find = (tools: readonly Tool[], name: string) => {
    const tool = tools.find(({ metadata }) => metadata.name === name);
    if (tool === undefined) throw new Error(`no ${name}`);
    return tool;
  };

  test('asks before a ticket; a repeated call creates one ticket and adds one comment', async () => {
    const world = await host();
    const tools = await cook<Tool[]>('LlamaIndex', 'tools', world);
    const create = find(tools, 'zendesk_create_ticket');
    expect(create.metadata.parameters).toMatchObject({ properties: { subject: { maxLength: 150 } } });
    for (const _ of [1, 2]) await create.call(TICKET);
    expect(world.tickets()).toHaveLength(1);
    expect(world.questions[0]).toMatch(/^Create the ticket “Cannot log in”/);
    world.zendesk.advance(60);
    const ticketId = world.tickets()[0]?.id ?? 0;
    for (const _ of [1, 2]) await find(tools, 'zendesk_add_comment').call({ ticketId, body: 'Yes.' });
    expect(world.zendesk.account('acme').comments(ticketId)).toHaveLength(2);
  });

  test('creates nothing without consent, or without a function that asks', async () => {
    for (const world of [await host({ agrees: false }), { ...(await host()), askUser: undefined }]) {
      const tools = await cook<Tool[]>('LlamaIndex', 'tools', world);
      await find(tools, 'zendesk_create_ticket')
        .call(TICKET)
        .catch(() => {});
      expect(world.tickets()).toEqual([]);
    }
  });
});

test('Cloudflare agents: streams to the browser, and asks before a ticket', async () => {
  const world = await host();
  const script: Model = ({ results }) =>
    results.length > 0 ? { text: 'done' } : { calls: [{ id: 'c', name: 'zendesk_create_ticket', input: TICKET }] };
  const more = { model: scriptedAiSdkModel(script), system: 's' };
  const answer = await cook<(messages: Wire[]) => Promise<Response>>('Cloudflare agents', 'answer', {
    ...world,
    ...more,
  });
  const response = await answer([{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }]);
  expect(await response.text()).toContain('tool-approval-request');
  expect(world.tickets()).toEqual([]);
});

test.each([true, false])('Claude Agent SDK: its MCP server asks your application, which says %s', async (agrees) => {
  const world = await host({ agrees });
  const { zendesk } = await cook<{ zendesk: { instance: McpServer } }>('Claude Agent SDK', 'mcpServers', world);
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [mine, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([zendesk.instance.connect(mine), client.connect(theirs)]);
  await client.callTool({ name: 'zendesk_create_ticket', arguments: TICKET });
  expect(world.questions).toHaveLength(1);
  expect(world.tickets()).toHaveLength(agrees ? 1 : 0);
});
