/**
 * Chat engines with the real packages, and a model that follows a script: what a host does to hold a conversation.
 */
import Anthropic from '@anthropic-ai/sdk';
import { tool } from '@langchain/core/tools';
import { Command, MemorySaver } from '@langchain/langgraph';
import { Client } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport as InMemoryTransport1 } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { InMemoryTransport, McpServer } from '@modelcontextprotocol/server';
import { generateText, isStepCount, type ModelMessage, streamText, type ToolSet } from 'ai';
import { createAgent, humanInTheLoopMiddleware } from 'langchain';
import OpenAI from 'openai';
import { scriptedAiSdkModel } from '../../examples/support/scripted/ai-sdk.js';
import { scriptedAnthropic } from '../../examples/support/scripted/anthropic.js';
import { ScriptedChatModel } from '../../examples/support/scripted/langchain.js';
import type { Model, Wire } from '../../examples/support/scripted/model.js';
import { scriptedOpenAI } from '../../examples/support/scripted/openai.js';
import { aiSdkToolApproval, aiSdkTools } from '../../src/adapters/ai-sdk.js';
import { anthropicTools, runAnthropicToolUse } from '../../src/adapters/anthropic.js';
import { langchainInterruptOn, langchainTools } from '../../src/adapters/langchain.js';
import { registerMcpTools } from '../../src/adapters/mcp.js';
import { openAIChatTools, openAITools, runOpenAIToolCall } from '../../src/adapters/openai.js';
import type { BoundAction } from '../../src/index.js';
import { route } from './fixture.js';

interface Session {
  readonly actions: readonly BoundAction[];
  readonly system: string;
  readonly model: Model;
  /** Whether the user agrees when an engine asks. */
  readonly agrees?: () => boolean;
}

/** Says something to the bot, and resolves to its answer. */
type Say = (text: string) => Promise<string>;

export interface Engine {
  readonly name: string;
  /** Whether it asks the user before a ticket is created. */
  readonly asks: boolean;
  open(session: Session): Promise<Say>;
}

function aiSdk(
  name: string,
  ask: (options: Wire) => Promise<{ text: string; content: Wire[]; messages: Wire[] }>,
): Engine {
  return {
    name,
    asks: true,
    async open(session) {
      const { actions, system, agrees = () => true } = session;
      const messages: ModelMessage[] = [];
      const options = {
        model: scriptedAiSdkModel(session.model),
        instructions: system,
        tools: aiSdkTools(actions) as ToolSet,
        toolApproval: aiSdkToolApproval(actions),
        stopWhen: isStepCount(5),
      };
      return async (text) => {
        messages.push({ role: 'user', content: text });
        for (;;) {
          const result = await ask({ ...options, messages });
          messages.push(...result.messages);
          const requests = result.content.filter(({ type }) => type === 'tool-approval-request');
          if (requests.length === 0) return result.text;
          const content = requests.map(({ approvalId }) => ({
            type: 'tool-approval-response' as const,
            approvalId,
            approved: agrees(),
          }));
          messages.push({ role: 'tool', content });
        }
      };
    },
  };
}

const generating = aiSdk('AI SDK generateText', async (options) => {
  const { text, content, responseMessages } = await generateText(options);
  return { text, content, messages: responseMessages };
});

const streaming = aiSdk('AI SDK streamText', async (options) => {
  const result = streamText({ ...options, onError: () => {} });
  await result.consumeStream();
  return {
    text: await result.text,
    content: (await result.content) as Wire[],
    messages: await result.responseMessages,
  };
});

const openaiResponses: Engine = {
  name: 'OpenAI Responses',
  asks: true,
  async open({ actions, system, model, agrees = () => true }) {
    route('https://api.openai.com/*', scriptedOpenAI(model));
    const client = new OpenAI({ apiKey: 'test', fetch: (...args) => fetch(...args), maxRetries: 0 });
    const input: OpenAI.Responses.ResponseInput = [];
    return async (text) => {
      input.push({ role: 'user', content: text });
      for (;;) {
        const tools = openAITools(actions);
        const response = await client.responses.create({ model: 'gpt', instructions: system, input, tools });
        input.push(...(response.output as OpenAI.Responses.ResponseInput));
        const calls = response.output.filter((item) => item.type === 'function_call');
        if (calls.length === 0) return response.output_text;
        input.push(...(await Promise.all(calls.map((call) => runOpenAIToolCall(actions, call, { confirm: agrees })))));
      }
    };
  },
};

const openaiChat: Engine = {
  name: 'OpenAI Chat Completions',
  asks: true,
  async open({ actions, system, model, agrees = () => true }) {
    route('https://api.openai.com/*', scriptedOpenAI(model));
    const client = new OpenAI({ apiKey: 'test', fetch: (...args) => fetch(...args), maxRetries: 0 });
    const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: 'system', content: system }];
    return async (text) => {
      messages.push({ role: 'user', content: text });
      for (;;) {
        const tools = openAIChatTools(actions);
        const { choices } = await client.chat.completions.create({ model: 'gpt', messages, tools });
        const message = choices[0]?.message;
        if (message === undefined) throw new Error('no choice');
        messages.push(message);
        const calls = message.tool_calls?.filter((call) => call.type === 'function') ?? [];
        if (calls.length === 0) return message.content ?? '';
        messages.push(
          ...(await Promise.all(calls.map((call) => runOpenAIToolCall(actions, call, { confirm: agrees })))),
        );
      }
    };
  },
};

const anthropic: Engine = {
  name: 'Anthropic Messages',
  asks: true,
  async open({ actions, system, model, agrees = () => true }) {
    route('https://api.anthropic.com/*', scriptedAnthropic(model));
    const client = new Anthropic({ apiKey: 'test', fetch: (...args) => fetch(...args), maxRetries: 0 });
    const messages: Anthropic.MessageParam[] = [];
    return async (text) => {
      messages.push({ role: 'user', content: text });
      for (;;) {
        const tools = anthropicTools(actions);
        const { content } = await client.messages.create({ model: 'claude', max_tokens: 100, system, messages, tools });
        messages.push({ role: 'assistant', content });
        const uses = content.filter((block) => block.type === 'tool_use');
        if (uses.length === 0) return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
        const results = await Promise.all(uses.map((use) => runAnthropicToolUse(actions, use, { confirm: agrees })));
        messages.push({ role: 'user', content: results });
      }
    };
  },
};

const langchain: Engine = {
  name: 'LangChain',
  asks: true,
  async open(session) {
    const { actions, system, agrees = () => true } = session;
    const agent = createAgent({
      model: new ScriptedChatModel(session.model),
      systemPrompt: system,
      tools: langchainTools(actions, tool, { confirm: 'confirmed-elsewhere' }),
      // Its types do not hold under `exactOptionalPropertyTypes`.
      middleware: [humanInTheLoopMiddleware({ interruptOn: langchainInterruptOn(actions) } as never) as never],
      checkpointer: new MemorySaver(),
    }) as unknown as { invoke(input: unknown, config: unknown): Promise<Wire> };
    const config = { configurable: { thread_id: crypto.randomUUID() } };
    return async (text) => {
      let result: Wire = await agent.invoke({ messages: [{ role: 'user', content: text }] }, config);
      while (result.__interrupt__?.length > 0) {
        const decisions = result.__interrupt__[0].value.actionRequests.map(() =>
          agrees() ? { type: 'approve' } : { type: 'reject', message: 'The user did not agree.' },
        );
        result = await agent.invoke(new Command({ resume: { decisions } }), config);
      }
      return result.messages.at(-1).text;
    };
  },
};

function mcp(
  name: string,
  connect: (actions: readonly BoundAction[]) => Promise<Pick<Client, 'listTools' | 'callTool'>>,
): Engine {
  return {
    name,
    // A client asks its user; the protocol has no part in it.
    asks: false,
    async open({ actions, system, model }) {
      const client = await connect(actions);
      const tools = (await client.listTools()).tools.map(({ name }) => name);
      return async (user) => {
        const results: string[] = [];
        for (;;) {
          const reply = model({ system, user, results, tools });
          if ('text' in reply) return reply.text;
          const answers = reply.calls.map(async ({ name, input }) => {
            try {
              const { content } = (await client.callTool({ name, arguments: input as Wire })) as Wire;
              return content.map(({ text }: Wire) => text).join('');
            } catch (error) {
              return String(error);
            }
          });
          results.push(...(await Promise.all(answers)));
        }
      };
    },
  };
}

const mcp2 = mcp('MCP SDK 2', async (actions) => {
  const server = new McpServer({ name: 'zendesk', version: '1.0.0' });
  registerMcpTools(server, actions);
  const [mine, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1.0.0' });
  await Promise.all([server.connect(mine), client.connect(theirs)]);
  return client;
});

const mcp1 = mcp('MCP SDK 1', async (actions) => {
  const server = new McpServer1({ name: 'zendesk', version: '1.0.0' });
  registerMcpTools(server, actions);
  const [mine, theirs] = InMemoryTransport1.createLinkedPair();
  const client = new Client1({ name: 'test', version: '1.0.0' });
  await Promise.all([server.connect(mine), client.connect(theirs)]);
  return client as unknown as Client;
});

export const ENGINES: readonly Engine[] = [
  generating,
  streaming,
  openaiResponses,
  openaiChat,
  anthropic,
  langchain,
  mcp2,
  mcp1,
];
