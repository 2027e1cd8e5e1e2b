/**
 * Chat engines with the real packages, and a model that follows a script: what a host does to hold a conversation.
 */
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { tool } from '@langchain/core/tools';
import { Command, MemorySaver } from '@langchain/langgraph';
import { Agent, tool as agentTool, OpenAIResponsesModel, Runner } from '@openai/agents';
import { generateText, isStepCount, type ModelMessage, streamText, type ToolSet } from 'ai';
import { generateText as generateText6, stepCountIs } from 'ai-6';
import { createAgent, humanInTheLoopMiddleware } from 'langchain';
import OpenAI from 'openai';
import { scriptedAiSdkModel } from '../../examples/support/scripted/ai-sdk.js';
import { scriptedAnthropic } from '../../examples/support/scripted/anthropic.js';
import { scriptedGemini } from '../../examples/support/scripted/google-genai.js';
import { ScriptedChatModel } from '../../examples/support/scripted/langchain.js';
import type { Model, Wire } from '../../examples/support/scripted/model.js';
import { scriptedOpenAI } from '../../examples/support/scripted/openai.js';
import { aiSdkToolApproval, aiSdkTools } from '../../src/adapters/ai-sdk.js';
import { anthropicRunnableTools, anthropicTools, runAnthropicToolUse } from '../../src/adapters/anthropic.js';
import { geminiTool, runGeminiFunctionCall } from '../../src/adapters/google-genai.js';
import { langchainInterruptOn, langchainTools } from '../../src/adapters/langchain.js';
import { registerMcpTools } from '../../src/adapters/mcp.js';
import { openAIChatTools, openAITools, runOpenAIToolCall } from '../../src/adapters/openai.js';
import { openAIAgentsTools } from '../../src/adapters/openai-agents.js';
import type { ExtrasOfCall } from '../../src/adapters/tool-call.js';
import type { BoundAction } from '../../src/index.js';
import { route } from './fixture.js';
import { MCP_CLIENT_NAMES, MCP_CLIENTS } from './mcp-clients.js';

interface Session {
  readonly actions: readonly BoundAction[];
  readonly system: string;
  readonly model: Model;
  /** Whether the user agrees when an engine asks. */
  readonly agrees?: () => boolean;
  /** What the application adds to a call. */
  readonly extras?: ExtrasOfCall;
}

/** Says something to the bot, and resolves to its answer. */
type Say = (text: string) => Promise<string>;

export interface Engine {
  readonly name: string;
  open(session: Session): Promise<Say>;
}

function aiSdk(
  name: string,
  ask: (options: Wire) => Promise<{ text: string; content: Wire[]; messages: Wire[] }>,
): Engine {
  return {
    name,
    async open(session) {
      const { actions, system, agrees = () => true, extras } = session;
      const messages: ModelMessage[] = [];
      const options = {
        model: scriptedAiSdkModel(session.model),
        instructions: system,
        tools: aiSdkTools(actions, { extras }) as ToolSet,
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

const generating6 = aiSdk('AI SDK 6 generateText', async ({ instructions, toolApproval: _, model, ...options }) => {
  const result = await generateText6({
    ...options,
    model: Object.assign(model, { specificationVersion: 'v3' }),
    system: instructions,
    stopWhen: stepCountIs(5),
  });
  return { text: result.text, content: result.content, messages: result.response.messages };
});

const openaiResponses: Engine = {
  name: 'OpenAI Responses',
  async open({ actions, system, model, agrees = () => true, extras }) {
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
        input.push(
          ...(await Promise.all(calls.map((call) => runOpenAIToolCall(actions, call, { confirm: agrees, extras })))),
        );
      }
    };
  },
};

const openaiChat: Engine = {
  name: 'OpenAI Chat Completions',
  async open({ actions, system, model, agrees = () => true, extras }) {
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
          ...(await Promise.all(calls.map((call) => runOpenAIToolCall(actions, call, { confirm: agrees, extras })))),
        );
      }
    };
  },
};

const anthropic: Engine = {
  name: 'Anthropic Messages',
  async open({ actions, system, model, agrees = () => true, extras }) {
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
        const results = await Promise.all(
          uses.map((use) => runAnthropicToolUse(actions, use, { confirm: agrees, extras })),
        );
        messages.push({ role: 'user', content: results });
      }
    };
  },
};

const anthropicRunner: Engine = {
  name: 'Anthropic toolRunner',
  async open({ actions, system, model, agrees = () => true, extras }) {
    route('https://api.anthropic.com/*', scriptedAnthropic(model));
    const client = new Anthropic({ apiKey: 'test', fetch: (...args) => fetch(...args), maxRetries: 0 });
    const tools = anthropicRunnableTools(actions, { confirm: agrees, extras });
    let messages: Anthropic.Beta.BetaMessageParam[] = [];
    return async (text) => {
      messages.push({ role: 'user', content: text });
      const runner = client.beta.messages.toolRunner({ model: 'claude', max_tokens: 100, system, messages, tools });
      const { role, content } = await runner;
      messages = [...runner.params.messages, { role, content } as Anthropic.Beta.BetaMessageParam];
      return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    };
  },
};

const openaiAgents: Engine = {
  name: 'OpenAI Agents',
  async open({ actions, system, model, agrees = () => true, extras }) {
    route('https://api.openai.com/*', scriptedOpenAI(model));
    const client = new OpenAI({ apiKey: 'test', fetch: (...args) => fetch(...args), maxRetries: 0 });
    const agent = new Agent({
      name: 'Support',
      instructions: system,
      model: new OpenAIResponsesModel(client as never, 'gpt'),
      tools: openAIAgentsTools(actions, agentTool, { extras }),
    });
    const runner = new Runner({ tracingDisabled: true, toolNotFoundBehavior: 'return_error_to_model' });
    let history: Wire[] = [];
    return async (text) => {
      let result = await runner.run(agent, [...history, { role: 'user', content: text }]);
      while (result.interruptions.length > 0) {
        for (const item of result.interruptions) {
          if (agrees()) result.state.approve(item);
          else result.state.reject(item);
        }
        result = await runner.run(agent, result.state);
      }
      history = result.history;
      return String(result.finalOutput);
    };
  },
};

const gemini = (name: string, ids: 'with' | 'without'): Engine => ({
  name,
  async open({ actions, system, model, agrees = () => true, extras }) {
    route('https://generativelanguage.googleapis.com/*', scriptedGemini(model, { ids }));
    const { models } = new GoogleGenAI({ apiKey: 'test' });
    const config = { systemInstruction: system, tools: [geminiTool(actions)] };
    const contents: Wire[] = [];
    const conversation = crypto.randomUUID();
    return async (text) => {
      contents.push({ role: 'user', parts: [{ text }] });
      const turn = contents.length;
      for (;;) {
        const response = await models.generateContent({ model: 'gemini', contents, config });
        contents.push(response.candidates?.[0]?.content);
        const calls = response.functionCalls ?? [];
        if (calls.length === 0) return response.text ?? '';
        const parts = calls.map((call) =>
          runGeminiFunctionCall(actions, call, { confirm: agrees, conversation, turn, extras }),
        );
        contents.push({ role: 'user', parts: await Promise.all(parts) });
      }
    };
  },
});

const langchain: Engine = {
  name: 'LangChain',
  async open(session) {
    const { actions, system, agrees = () => true, extras } = session;
    const agent = createAgent({
      model: new ScriptedChatModel(session.model),
      systemPrompt: system,
      tools: langchainTools(actions, tool, { confirm: 'confirmed-elsewhere', extras }),
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

const mcp = (version: keyof typeof MCP_CLIENTS): Engine => ({
  name: `MCP ${version}`,
  async open({ actions, system, model, agrees = () => true, extras }) {
    const client = await MCP_CLIENTS[version](
      (server) => registerMcpTools(server, actions, { extras }),
      () => (agrees() ? 'accept' : 'decline'),
    );
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
});

export const ENGINES: readonly Engine[] = [
  generating,
  streaming,
  generating6,
  openaiResponses,
  openaiChat,
  openaiAgents,
  anthropic,
  anthropicRunner,
  gemini('Gemini', 'with'),
  gemini('Gemini without ids of calls', 'without'),
  langchain,
  ...MCP_CLIENT_NAMES.map(mcp),
];
