/**
 * Clients of MCP servers with the real packages: version 1 of the SDK, version 2 as it speaks to servers of 2025, and
 * version 2 with the revision in which an elicitation is a round of the call.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport as InMemoryTransport1 } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpHandler, InMemoryTransport, McpServer } from '@modelcontextprotocol/server';
import type { McpToolRegistry } from '../../src/adapters/mcp.js';

/** What the user of a client does with a question. */
export type Answering = (question: string) => 'accept' | 'decline' | 'cancel';

/** @param answering undefined: the client does not support elicitation */
type Connect = (
  register: (server: McpToolRegistry) => void,
  answering?: Answering,
) => Promise<Pick<Client, 'listTools' | 'callTool'>>;

const SERVER = { name: 'zendesk', version: '1.0.0' };
const CLIENT = { name: 'test', version: '1.0.0' };
const capabilities = (answering?: Answering) => (answering ? { elicitation: {} } : {});

function createClient2(answering: Answering | undefined, mode: 'legacy' | 'auto'): Client {
  const client = new Client(CLIENT, { capabilities: capabilities(answering), versionNegotiation: { mode } });
  if (answering) {
    client.setRequestHandler('elicitation/create', ({ params }) => ({
      action: answering(params.message),
      content: {},
    }));
  }
  return client;
}

export const MCP_CLIENT_NAMES = ['SDK 1', 'SDK 2', 'SDK 2, revision 2026-07-28'] as const;

export const MCP_CLIENTS: Record<(typeof MCP_CLIENT_NAMES)[number], Connect> = {
  async 'SDK 1'(register, answering) {
    const server = new McpServer1(SERVER);
    register(server);
    const client = new Client1(CLIENT, { capabilities: capabilities(answering) });
    if (answering) {
      client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
        action: answering(params.message),
        content: {},
      }));
    }
    const [mine, theirs] = InMemoryTransport1.createLinkedPair();
    await Promise.all([server.connect(mine), client.connect(theirs)]);
    return client as unknown as Client;
  },

  async 'SDK 2'(register, answering) {
    const server = new McpServer(SERVER);
    register(server);
    const client = createClient2(answering, 'legacy');
    const [mine, theirs] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(mine), client.connect(theirs)]);
    return client;
  },

  async 'SDK 2, revision 2026-07-28'(register, answering) {
    const handler = createMcpHandler(() => {
      const server = new McpServer(SERVER);
      register(server);
      return server;
    });
    const client = createClient2(answering, 'auto');
    const fetch = (url: string | URL, init?: RequestInit) => handler.fetch(new Request(url, init));
    await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch }));
    return client;
  },
};
