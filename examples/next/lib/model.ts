import type { LanguageModel } from 'ai';
import { scriptedModel } from '@/lib/scripted-model';

/** Returns the model that AI_MODEL names, by way of the AI Gateway, or the scripted one. */
export function chatModel(): LanguageModel {
  const name = process.env.AI_MODEL ?? 'anthropic/claude-haiku-5.5';
  return name === 'scripted' ? scriptedModel() : name;
}
