/// <reference path="../runtimes/bun.d.ts" />
/// <reference path="../runtimes/cloudflare-workers.d.ts" />
/// <reference path="../runtimes/deno.d.ts" />
/**
 * What the code in the documentation takes for granted: the host's own variables, and what another fence made.
 */
import type { MemorySaver } from '@langchain/langgraph';
import type { McpServer } from '@modelcontextprotocol/server';
import type { LanguageModel, ModelMessage } from 'ai';
import type * as Library from 'zendesk-connector';
import type * as AiSdk from 'zendesk-connector/ai-sdk';
import type * as Testing from 'zendesk-connector/testing';
import type * as Webhooks from 'zendesk-connector/webhooks';
import type * as zod from 'zod';

declare global {
  // The library
  const connector: Library.ZendeskConnector;
  const bot: Library.ZendeskConnection;
  const connection: Library.ZendeskConnection;
  const options: Library.ZendeskConnectorOptions;
  const owner: Library.ZendeskConnection;
  const seen: Webhooks.SeenStore;
  type SeenStore = Webhooks.SeenStore;
  type RawWebhook = Webhooks.RawWebhook;
  const secret: string;
  const handle: (event: Webhooks.TicketEvent) => Promise<void>;
  const receiveTicketEvents: typeof Webhooks.receiveTicketEvents;
  const requester: Library.Requester;
  type AnyZendeskError = Library.AnyZendeskError;
  const receive: (request: Request) => Promise<Response>;
  const actions: ReturnType<Library.ZendeskConnection['actions']>;
  const permissions: readonly Library.Permission[];
  const zendesk: Testing.ZendeskSimulator;
  const createZendeskSimulator: typeof Testing.createZendeskSimulator;
  const z: typeof zod;

  // What a generator makes of Zendesk's OpenAPI description
  interface paths {
    '/api/v2/tickets/{ticket_id}': {
      get: {
        parameters: { path: { ticket_id: number } };
        responses: { 200: { content: { 'application/json': { ticket: { subject: string } } } } };
      };
    };
  }

  // The host
  const user: { readonly email: string; readonly name: string };
  const id: string;
  const botId: string;
  const sessionId: string;
  const subdomain: string;
  const deliver: (conversationId: string | undefined, text: string) => Promise<void>;
  const messageId: string;
  const refreshConversation: (ticketId: number) => Promise<void>;
  const webhookId: string;
  const app: import('express').Express;
  const express: typeof import('express');
  const row: { readonly permissions: readonly unknown[] };
  const webhook: Webhooks.VerifiedWebhook;
  const pg: typeof import('pg');
  const mysql: typeof import('mysql2/promise');
  const DatabaseSync: typeof import('node:sqlite').DatabaseSync;
  const env: { readonly ZENDESK_TOKENS: import('zendesk-connector/sqlite-token-store').DurableObjectTokens };
  const redis: import('ioredis').Redis;
  const Redis: typeof import('ioredis').Redis;
  const pool: import('pg').Pool;
  const conversation: { readonly id: string };
  const ticketId: number;
  const attachmentId: number;
  const action: Library.BoundAction;
  const input: { role: 'user'; content: string }[];
  const connectedUserId: number;
  const closeConversation: (conversationId: string | undefined) => Promise<void>;
  const queue: { add(body: unknown): Promise<void> };
  const store: Library.TokenStore;
  const killHolder: (key: string) => Promise<unknown>;
  const test: typeof import('node:test').test;
  const headers: { readonly authorization: string };
  const request: Request;
  const redirect: (to: string | URL | undefined) => Response;
  const subject: string;
  const body: string;
  const text: string;
  const bytes: Uint8Array;
  const file: File;
  const aiSdkTools: typeof AiSdk.aiSdkTools;
  const askUser: (wish: Library.PendingToolCall) => Promise<boolean>;
  const turn: import('zendesk-connector/tool-call').ConversationTurn;
  const isApproved: (call: object) => Promise<boolean>;
  const instructions: string;
  const auditLog: { info(event: object): void };
  const database: { insert(table: string, row: object): Promise<void> };

  // Engines
  const model: LanguageModel & string;
  const messages: ModelMessage[];
  const system: string;
  const server: McpServer;
  const checkpointer: MemorySaver;
  const openai: import('openai').OpenAI;
  const anthropic: import('@anthropic-ai/sdk').Anthropic;
  const call: import('zendesk-connector/openai').OpenAIToolCall;
  const block: import('zendesk-connector/anthropic').AnthropicToolUse;
  const agentTool: typeof import('@openai/agents').tool;
  const Agent: typeof import('@openai/agents').Agent;
  const gemini: import('@google/genai').GoogleGenAI;
  const contents: import('@google/genai').Content[];
  const functionCall: import('@google/genai').FunctionCall;
  const tool: typeof import('@langchain/core/tools').tool;
  const humanInTheLoopMiddleware: typeof import('langchain').humanInTheLoopMiddleware;
  const generateText: typeof import('ai').generateText;
  const engine: {
    registerTool(tool: {
      name: string;
      description: string;
      parameters: object;
      needsApproval: boolean;
      run(input: unknown, call: { readonly id: string; readonly signal: AbortSignal }): Promise<unknown>;
    }): void;
  };
}
