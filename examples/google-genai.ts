/**
 * A support bot on the Gemini API: `node examples/google-genai.ts --simulate`, or with GEMINI_API_KEY and a Zendesk
 * sandbox.
 */
import { type Content, GoogleGenAI } from '@google/genai';
import { geminiTool, runGeminiFunctionCall } from 'zendesk-connector/google-genai';
import { serve } from 'zendesk-connector/testing';
import { isSimulated, openBot } from './support/bot.ts';
import { scriptedGemini } from './support/scripted/google-genai.ts';
import { walkThrough } from './support/scripted/model.ts';

const { actions, system, agrees, converse } = await openBot();
const api = isSimulated ? await serve(scriptedGemini(walkThrough)) : undefined;
const gemini = api
  ? new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: api.url.href } })
  : new GoogleGenAI({ apiKey: process.env['GEMINI_API_KEY'] ?? '' });
const contents: Content[] = [];
const conversation = crypto.randomUUID();

await converse(async (text) => {
  contents.push({ role: 'user', parts: [{ text }] });
  const turn = contents.length;
  for (;;) {
    const response = await gemini.models.generateContent({
      model: process.env['GEMINI_MODEL'] ?? 'gemini-3-flash',
      contents,
      config: { systemInstruction: system, tools: [geminiTool(actions)] },
    });
    // What the model thought and called is part of what it is asked with next.
    contents.push(response.candidates?.[0]?.content ?? { role: 'model', parts: [] });
    const calls = response.functionCalls ?? [];
    if (calls.length === 0) return response.text ?? '';
    const options = { confirm: agrees, conversation, turn };
    const parts = await Promise.all(calls.map((call) => runGeminiFunctionCall(actions, call, options)));
    contents.push({ role: 'user', parts });
  }
});
await api?.close();
