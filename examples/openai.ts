/**
 * A support bot on OpenAI's Responses API: `node examples/openai.ts --simulate`, or with OPENAI_API_KEY and a Zendesk
 * sandbox.
 */
import OpenAI from 'openai';
import { openAITools, openAITranscript, runOpenAIToolCall } from 'zendesk-connector/openai';
import { isSimulated, openBot } from './support/bot.ts';
import { walkThrough } from './support/scripted/model.ts';
import { scriptedOpenAI } from './support/scripted/openai.ts';

const { actions, system, agrees, converse } = await openBot();
const client = isSimulated ? new OpenAI({ apiKey: 'none', fetch: scriptedOpenAI(walkThrough) }) : new OpenAI();
const input: OpenAI.Responses.ResponseInput = [];
// Agents read the conversation in an internal note on the ticket.
const options = { confirm: agrees, extras: () => ({ internalNote: openAITranscript(input) }) };

await converse(async (text) => {
  input.push({ role: 'user', content: text });
  for (;;) {
    const response = await client.responses.create({
      model: process.env['OPENAI_MODEL'] ?? 'gpt-5-mini',
      instructions: system,
      input,
      tools: openAITools(actions),
    });
    // What the model thought and called is part of what it is asked with next.
    input.push(...(response.output as OpenAI.Responses.ResponseInput));
    const calls = response.output.filter((item) => item.type === 'function_call');
    if (calls.length === 0) return response.output_text;
    input.push(...(await Promise.all(calls.map((call) => runOpenAIToolCall(actions, call, options)))));
  }
});
