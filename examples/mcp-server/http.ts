/**
 * The MCP server over Streamable HTTP, for many users who sign in:
 *
 *     node examples/mcp-server/http.ts --simulate
 *
 * Without `--simulate` it serves the sandbox that another example has connected. MCP_URL is its address for clients, and
 * MCP_ISSUER your authorization server, whose access tokens are JWTs with a verified e-mail address.
 */
import { serve } from 'zendesk-connector/testing';
import { isSimulated, openBot } from '../support/bot.ts';
import { openSignIn } from '../support/sign-in.ts';
import { createMcpRoutes } from './routes.ts';

const { actionsFor } = await openBot();
const url = new URL(process.env['MCP_URL'] ?? 'http://localhost:8788/mcp');
const oauthMetadata = isSimulated
  ? (await openSignIn({ email: 'ann@customer.example', name: 'Ann' })).oauthMetadata
  : await (await fetch(new URL('/.well-known/oauth-authorization-server', process.env['MCP_ISSUER']))).json();

// `serve` is a server for this machine; an application mounts the routes on its own.
await serve(createMcpRoutes({ url, oauthMetadata, actionsFor }), { port: Number(url.port), hostname: 'localhost' });
console.log(`MCP server at ${url.href}`);
