/**
 * The examples of chat engines, run as a reader runs them.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../support/free-ports.js';

function path(example: string): string {
  return new URL(`../../examples/${example}`, import.meta.url).pathname;
}

test.each(['ai-sdk', 'openai', 'openai-agents', 'anthropic', 'google-genai', 'langchain'])(
  '%s.ts --simulate',
  async (example) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [path(`${example}.ts`), '--simulate']);
    expect(stdout).toMatch(/Bot: +See https:\/\/acme\.zendesk\.com\/hc\/en-us\/articles\/\d+/);
    expect(stdout).toContain('Ticket #2 was created for ann@customer.example.');
    expect(stdout).toContain('Pending — last updated 2 hours ago by agent Carla.');
    expect(stderr).toBe('');
  },
);

test.each(['ai-sdk', 'openai', 'anthropic'])('%s.ts gives agents the conversation in a note', async (example) => {
  const { stdout } = await promisify(execFile)(process.execPath, [path(`${example}.ts`), '--simulate']);
  const [, note = ''] = stdout.split('Note for agents:\n');
  expect(
    note
      .split('\n')
      .slice(0, 6)
      .map((line) => line.trim()),
  ).toEqual([
    'Visitor: How do I reset my password?',
    'Bot: [zendesk_search_help_center]',
    expect.stringMatching(/^Bot: See https/),
    "Visitor: I can't log in and I've tried resetting my password.",
    'Bot: Shall I create a support ticket for you?',
    'Visitor: Yes, please.',
  ]);
});

test('without a simulation they say what to set', async () => {
  const run = promisify(execFile)(process.execPath, [path('openai.ts')], { env: {} });
  await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Set ZENDESK_CLIENT_ID') });
});

test.each([
  ['a client that asks by elicitation', { elicitation: {} }, []],
  ['a client that asks by itself', {}, ['--client-asks']],
])('mcp-server --simulate, launched over stdio by %s', async (_, capabilities, more) => {
  const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities });
  if ('elicitation' in capabilities) {
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept' as const, content: {} }));
  }
  const args = [path('mcp-server/index.ts'), '--simulate', ...more];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'inherit' }));
  onTestFinished(() => client.close());
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
    'zendesk_create_ticket',
    'zendesk_get_ticket_status',
    'zendesk_get_customer_context',
    'zendesk_add_comment',
    'zendesk_search_help_center',
  ]);
  const created = await client.callTool({ name: 'zendesk_create_ticket', arguments: { subject: 'a', body: 'b' } });
  const { ticketId } = created.structuredContent as { ticketId: number };
  const status = await client.callTool({ name: 'zendesk_get_ticket_status', arguments: { ticketId } });
  expect(status.structuredContent).toMatchObject({ ticketId, status: 'new' });
});

test('mcp-server over HTTP --simulate listens, and answers 401 before a sign-in', async () => {
  const [port] = await freePorts(1);
  const url = `http://localhost:${port}/mcp`;
  const server = spawn(process.execPath, [path('mcp-server/http.ts'), '--simulate'], {
    env: { ...process.env, MCP_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    server.kill();
  });
  expect(String((await once(server.stdout, 'data'))[0])).toBe(`MCP server at ${url}\n`);
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
});
