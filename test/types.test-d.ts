/**
 * What TypeScript infers for those who use the library.
 */
import type { Anthropic } from '@anthropic-ai/sdk';
import type { GoogleGenAI, Part } from '@google/genai';
import { tool } from '@langchain/core/tools';
import type { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { McpServer } from '@modelcontextprotocol/server';
import { Agent, tool as agentTool } from '@openai/agents';
import {
  generateText,
  type InferToolInput,
  type InferToolOutput,
  type LanguageModel,
  type ToolSet,
  type TypedToolCall,
} from 'ai';
import { createAgent } from 'langchain';
import type { OpenAI } from 'openai';
import { OpenAI as OpenAIClient } from 'openai';
import createClient from 'openapi-fetch';
import { expectTypeOf, test } from 'vitest';
import { aiSdkToolApproval, aiSdkTools } from '../src/adapters/ai-sdk.js';
import {
  type AnthropicToolUse,
  anthropicRunnableTools,
  anthropicTools,
  runAnthropicToolUse,
} from '../src/adapters/anthropic.js';
import { geminiTool, runGeminiFunctionCall } from '../src/adapters/google-genai.js';
import { langchainTools } from '../src/adapters/langchain.js';
import { registerMcpTools } from '../src/adapters/mcp.js';
import { type OpenAIToolCall, openAIChatTools, openAITools, runOpenAIToolCall } from '../src/adapters/openai.js';
import { openAIAgentsTools } from '../src/adapters/openai-agents.js';
import type { ExtrasOfCall } from '../src/adapters/tool-call.js';
import {
  type AddCommentInput,
  type AddedComment,
  type BoundAction,
  type ConnectionStatus,
  type ConnectResult,
  type CreatedTicket,
  type CreateTicketInput,
  type CustomerContext,
  createTicket,
  defineAction,
  type GetCustomerContextInput,
  type GetTicketConversationInput,
  type GetTicketStatusInput,
  type GrantType,
  type HelpCenterArticles,
  type LimitedAction,
  type ListTicketsInput,
  type Schema,
  type SearchHelpCenterInput,
  type SolvedTicket,
  type SolveTicketInput,
  solveTicket,
  type TicketConversation,
  type TicketList,
  type TicketStatus,
  ZENDESK_ACTIONS,
  type ZendeskConnection,
  type ZendeskConnectorOptions,
} from '../src/index.js';

declare const connection: ZendeskConnection;

test('methods and actions agree', () => {
  expectTypeOf(connection.createTicket).parameter(0).toEqualTypeOf<CreateTicketInput>();
  expectTypeOf(connection.createTicket({ subject: '', body: '' })).resolves.toEqualTypeOf<CreatedTicket>();
  expectTypeOf(createTicket(connection, { subject: '', body: '' })).resolves.toEqualTypeOf<CreatedTicket>();
  expectTypeOf(connection.run(createTicket, { subject: '', body: '' })).resolves.toEqualTypeOf<CreatedTicket>();
  expectTypeOf(connection.getTicketStatus({ ticketId: 1 })).resolves.toEqualTypeOf<TicketStatus>();
  expectTypeOf(connection.getCustomerContext()).resolves.toEqualTypeOf<CustomerContext>();
  expectTypeOf(connection.searchHelpCenter({ query: '' })).resolves.toEqualTypeOf<HelpCenterArticles>();
  expectTypeOf(connection.listTickets()).resolves.toEqualTypeOf<TicketList>();
  expectTypeOf(connection.listTickets({ status: 'open' })).resolves.toEqualTypeOf<TicketList>();
  expectTypeOf(connection.getTicketConversation({ ticketId: 1 })).resolves.toEqualTypeOf<TicketConversation>();
  expectTypeOf(connection.solveTicket({ ticketId: 1 })).resolves.toEqualTypeOf<SolvedTicket>();
  expectTypeOf(solveTicket(connection, { ticketId: 1 })).resolves.toEqualTypeOf<SolvedTicket>();
  // @ts-expect-error: no such status
  void connection.listTickets({ status: 'lost' });
  expectTypeOf(connection.actions()).toEqualTypeOf<
    readonly (
      | BoundAction<CreateTicketInput, CreatedTicket, 'zendesk_create_ticket'>
      | BoundAction<GetTicketStatusInput, TicketStatus, 'zendesk_get_ticket_status'>
      | BoundAction<GetCustomerContextInput, CustomerContext, 'zendesk_get_customer_context'>
      | BoundAction<AddCommentInput, AddedComment, 'zendesk_add_comment'>
      | BoundAction<SearchHelpCenterInput, HelpCenterArticles, 'zendesk_search_help_center'>
      | BoundAction<ListTicketsInput, TicketList, 'zendesk_list_tickets'>
      | BoundAction<GetTicketConversationInput, TicketConversation, 'zendesk_get_ticket_conversation'>
      | BoundAction<SolveTicketInput, SolvedTicket, 'zendesk_solve_ticket'>
    )[]
  >();
  expectTypeOf(connection.actions()).toExtend<readonly BoundAction[]>();
  // @ts-expect-error: the subject is missing
  void connection.createTicket({ body: '' });
  // @ts-expect-error: no such priority
  void connection.createTicket({ subject: '', body: '', priority: 'huge' });
});

test('the state of a connection tells what else there is', () => {
  const status = {} as ConnectionStatus;
  if (status.state === 'connected') expectTypeOf(status.scope).toEqualTypeOf<readonly string[]>();
  if (status.state === 'reconnect_required') expectTypeOf(status.reason).toBeString();
  // @ts-expect-error: a disconnected one has no account
  if (status.state === 'disconnected') void status.subdomain;
});

test('an action of one’s own keeps its types', () => {
  const own = defineAction({
    name: 'own',
    title: 'Own',
    description: 'Own',
    permission: ZENDESK_ACTIONS.CREATE_TICKET,
    annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
    inputSchema: () => ({}) as Schema<{ n: number }>,
    outputSchema: {} as Schema<{ doubled: number }>,
    run: async ({ n }) => ({ doubled: 2 * n }),
  });
  expectTypeOf(own).parameter(1).toEqualTypeOf<{ n: number }>();
  expectTypeOf(own(connection, { n: 1 })).resolves.toEqualTypeOf<{ doubled: number }>();
  expectTypeOf(connection.actions([own, createTicket])).toEqualTypeOf<
    readonly (
      | BoundAction<{ n: number }, { doubled: number }, 'own'>
      | BoundAction<CreateTicketInput, CreatedTicket, 'zendesk_create_ticket'>
    )[]
  >();
});

test('tools of the AI SDK keep the types of their actions', () => {
  const tools = aiSdkTools(connection.actions());
  expectTypeOf(tools).toExtend<ToolSet>();
  expectTypeOf<InferToolInput<(typeof tools)['zendesk_create_ticket']>>().toEqualTypeOf<CreateTicketInput>();
  expectTypeOf<InferToolOutput<(typeof tools)['zendesk_create_ticket']>>().toEqualTypeOf<CreatedTicket>();
  expectTypeOf<InferToolOutput<(typeof tools)['zendesk_get_ticket_status']>>().toEqualTypeOf<TicketStatus>();
  expectTypeOf<TypedToolCall<typeof tools>>().not.toBeAny();
  const configured = generateText({
    model: {} as LanguageModel,
    prompt: '',
    tools,
    toolApproval: aiSdkToolApproval(connection.actions()),
  });
  expectTypeOf(configured).resolves.not.toBeAny();
});

test('what the adapters make is what the packages take', () => {
  const actions = connection.actions();
  const confirmed = { confirm: 'confirmed-elsewhere' } as const;
  expectTypeOf(openAITools(actions)).toExtend<OpenAI.Responses.Tool[]>();
  expectTypeOf(openAIChatTools(actions)).toExtend<OpenAI.Chat.ChatCompletionTool[]>();
  const responseCall = {} as OpenAI.Responses.ResponseFunctionToolCall;
  expectTypeOf(
    runOpenAIToolCall(actions, responseCall, confirmed),
  ).resolves.toExtend<OpenAI.Responses.ResponseInputItem>();
  const chatCall = {} as OpenAI.Chat.ChatCompletionMessageFunctionToolCall;
  expectTypeOf(
    runOpenAIToolCall(actions, chatCall, confirmed),
  ).resolves.toExtend<OpenAI.Chat.ChatCompletionMessageParam>();
  expectTypeOf(anthropicTools(actions)).toExtend<Anthropic.Tool[]>();
  const toolUse = {} as Anthropic.ToolUseBlock;
  expectTypeOf(runAnthropicToolUse(actions, toolUse, confirmed)).resolves.toExtend<Anthropic.ToolResultBlockParam>();
  type RunnableTool = Anthropic.Beta.Messages.MessageCreateParams['tools'];
  const tools = anthropicRunnableTools(actions, confirmed);
  expectTypeOf(tools).toExtend<NonNullable<RunnableTool>>();
  void ({} as Anthropic).beta.messages.toolRunner({ model: 'claude', max_tokens: 1, messages: [], tools });
  new Agent({ name: 'Support', tools: openAIAgentsTools(actions, agentTool) });
  const gemini = {} as GoogleGenAI;
  void gemini.models.generateContent({ model: '', contents: '', config: { tools: [geminiTool(actions)] } });
  const turn = { conversation: '', turn: 1 };
  expectTypeOf(runGeminiFunctionCall(actions, {}, { ...confirmed, ...turn })).resolves.toExtend<Part>();
  createAgent({ model: 'openai:gpt', tools: langchainTools(actions, tool, confirmed) });
  registerMcpTools({} as McpServer, actions);
  registerMcpTools({} as McpServer1, actions);
});

test('files and a note come from the application, through every adapter', () => {
  const actions = connection.actions();
  const extras = async () => ({
    attachments: [{} as File, { name: 'a.png', data: new Uint8Array() }],
    internalNote: '',
  });
  const options = { confirm: 'confirmed-elsewhere', extras } as const;
  void aiSdkTools(actions, { extras });
  void runOpenAIToolCall(actions, {} as OpenAIToolCall, options);
  void openAIAgentsTools(actions, agentTool, { extras });
  void runAnthropicToolUse(actions, {} as AnthropicToolUse, options);
  void anthropicRunnableTools(actions, options);
  void runGeminiFunctionCall(actions, {}, { ...options, conversation: '', turn: 1 });
  void langchainTools(actions, tool, options);
  registerMcpTools({} as McpServer, actions, { extras });
  expectTypeOf<ExtrasOfCall>().parameter(0).toEqualTypeOf<{ readonly name: string; readonly input: unknown }>();
  const input = { subject: '', body: '' };
  expectTypeOf(connection.createTicket(input, { internalNote: '' })).resolves.toEqualTypeOf<CreatedTicket>();
  // @ts-expect-error: the model has no say in files
  void connection.createTicket({ ...input, attachments: [] });
  // @ts-expect-error: an address is no file
  void connection.createTicket(input, { attachments: ['https://acme.example/a.png'] });
  // @ts-expect-error: a comment takes no note
  void connection.addComment({ ticketId: 1, body: '' }, { internalNote: '' });
  // @ts-expect-error: no such extra
  void aiSdkTools(actions, { extras: () => ({ note: '' }) });
});

test('the fetch of a connection is what clients take', () => {
  expectTypeOf(connection.fetch).toExtend<typeof globalThis.fetch>();
  createClient<{ '/': { get: { responses: { 200: { content: { 'text/plain': string } } } } } }>({
    fetch: connection.fetch,
  });
  void new OpenAIClient({ fetch: connection.fetch });
  // @ts-expect-error: a number is no address
  void connection.fetch(7);
  expectTypeOf(connection.fetch('/')).resolves.toEqualTypeOf<Response>();
});

test('a connect says what it led to, without a browser too', () => {
  expectTypeOf(connection.connectWithClientCredentials({ subdomain: '' })).resolves.toEqualTypeOf<ConnectResult>();
  expectTypeOf<ConnectResult['limitedActions']>().toEqualTypeOf<readonly LimitedAction[]>();
  expectTypeOf<Extract<ConnectionStatus, { state: 'connected' }>['grantType']>().toEqualTypeOf<GrantType>();
  // @ts-expect-error: no browser comes back, so there is no session
  void connection.connectWithClientCredentials({ subdomain: '', session: '' });
});

test('options take what environments and configurations give', () => {
  expectTypeOf<{ clientSecret: string | undefined }>().toExtend<Pick<ZendeskConnectorOptions, 'clientSecret'>>();
  expectTypeOf<readonly [string, string]>().toExtend<ZendeskConnectorOptions['encryptionKey']>();
  expectTypeOf<Uint8Array>().toExtend<ZendeskConnectorOptions['encryptionKey']>();
});
