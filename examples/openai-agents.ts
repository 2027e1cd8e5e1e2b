/**
 * A support bot on the OpenAI Agents SDK: `node examples/openai-agents.ts --simulate`, or with OPENAI_API_KEY and a
 * Zendesk sandbox.
 */
import { Agent, type AgentInputItem, OpenAIResponsesModel, Runner, tool } from '@openai/agents';
import OpenAI from 'openai';
import { openAIAgentsTools } from 'zendesk-connector/openai-agents';
import { isSimulated, openBot } from './support/bot.ts';
import { walkThrough } from './support/scripted/model.ts';
import { scriptedOpenAI } from './support/scripted/openai.ts';

const { actions, system, agrees, converse } = await openBot();
const client = isSimulated ? new OpenAI({ apiKey: 'none', fetch: scriptedOpenAI(walkThrough) }) : new OpenAI();
const agent = new Agent({
  name: 'Support',
  instructions: system,
  // The engine may bring a version of the client of its own.
  model: new OpenAIResponsesModel(client as never, process.env['OPENAI_MODEL'] ?? 'gpt-5-mini'),
  tools: openAIAgentsTools(actions, tool),
});
// A tool that the model made up is told to the model, and does not end the run.
const runner = new Runner({ tracingDisabled: true, toolNotFoundBehavior: 'return_error_to_model' });
let history: AgentInputItem[] = [];

await converse(async (text) => {
  let result = await runner.run(agent, [...history, { role: 'user', content: text }]);
  while (result.interruptions.length > 0) {
    for (const call of result.interruptions) {
      if (await agrees()) result.state.approve(call);
      else result.state.reject(call);
    }
    result = await runner.run(agent, result.state);
  }
  history = result.history;
  return result.finalOutput ?? '';
});
