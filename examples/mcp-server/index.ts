/**
 * An MCP server over stdio with the three actions, for Claude Desktop, IDEs and every other MCP client:
 *
 *     { "command": "node", "args": ["/path/to/examples/mcp-server/index.ts", "--simulate"] }
 *
 * Before a ticket the client asks its user, by elicitation. For a client that cannot, and that asks before every call of
 * a tool, add `--client-asks`. Without `--simulate` it serves the sandbox that `node examples/ai-sdk.ts` or another example has connected.
 */
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { registerMcpTools } from 'zendesk-connector/mcp';
import { openBot } from '../support/bot.ts';

// stdout belongs to the protocol.
console.log = console.error;

const { actions } = await openBot();
const server = new McpServer({ name: 'zendesk', version: '0.1.0' });
registerMcpTools(server, actions, {
  confirm: process.argv.includes('--client-asks') ? 'confirmed-elsewhere' : undefined,
});
await server.connect(new StdioServerTransport());
