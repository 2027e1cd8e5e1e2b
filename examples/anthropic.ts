/**
 * A support bot on Anthropic's Messages API: `node examples/anthropic.ts --simulate`, or with ANTHROPIC_API_KEY and a
 * Zendesk sandbox.
 */
import Anthropic from '@anthropic-ai/sdk';
import { anthropicTools, anthropicTranscript, runAnthropicToolUse } from 'zendesk-connector/anthropic';
import { isSimulated, openBot } from './support/bot.ts';
import { scriptedAnthropic } from './support/scripted/anthropic.ts';
import { walkThrough } from './support/scripted/model.ts';

const { actions, system, agrees, converse } = await openBot();
const client = isSimulated ? new Anthropic({ apiKey: 'none', fetch: scriptedAnthropic(walkThrough) }) : new Anthropic();
const messages: Anthropic.MessageParam[] = [];
// Agents read the conversation in an internal note on the ticket.
const options = { confirm: agrees, extras: () => ({ internalNote: anthropicTranscript(messages) }) };

await converse(async (text) => {
  messages.push({ role: 'user', content: text });
  for (;;) {
    const { content } = await client.messages.create({
      model: process.env['ANTHROPIC_MODEL'] ?? 'claude-haiku-5-5',
      max_tokens: 1_000,
      system,
      messages,
      tools: anthropicTools(actions),
    });
    messages.push({ role: 'assistant', content });
    const uses = content.filter((block) => block.type === 'tool_use');
    if (uses.length === 0) return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    const results = await Promise.all(uses.map((use) => runAnthropicToolUse(actions, use, options)));
    messages.push({ role: 'user', content: results });
  }
});
