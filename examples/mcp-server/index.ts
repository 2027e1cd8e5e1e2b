/**
 * An MCP server over stdio with the three actions, for Claude Desktop, IDEs and every other MCP client:
 *
 *     { "command": "node", "args": ["/path/to/examples/mcp-server/index.ts", "--simulate"] }
 *
 * Without `--simulate` it serves the sandbox that `node examples/ai-sdk.ts` or another example has connected.
 */
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { registerMcpTools } from 'zendesk-connector/mcp';
import { openBot } from '../support/bot.ts';

// stdout belongs to the protocol.
console.log = console.error;

const { actions } = await openBot();
const server = new McpServer({ name: 'zendesk', version: '0.1.0' });
registerMcpTools(server, actions);
await server.connect(new StdioServerTransport());
