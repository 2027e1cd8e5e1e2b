/**
 * Prints a conversation as plain text for agents, whatever engine held it.
 */
import { oneLine, shorten, withoutInvisible } from '../util/plain-text.js';

// A note and the body of a ticket take 16,000 characters: the rest is for the page, the plan and a summary.
const MAX_CHARACTERS = 12_000;
const MAX_CHARACTERS_OF_MESSAGE = 4_000;
const MAX_CHARACTERS_OF_NAME = 100;

/** @internal What one message of an engine says. A role other than `user` and `assistant` is left out. */
export interface TranscriptMessage {
  readonly role: string | undefined;
  readonly parts: readonly TranscriptPart[];
}

/** @internal Text, the name of a tool that the bot called, or a file with its name, if it has one. */
export type TranscriptPart =
  | { readonly text: string }
  | { readonly tool: string }
  | { readonly file: string | null | undefined };

/** @internal */
export function printTranscript(messages: readonly TranscriptMessage[]): string {
  const printed = messages.map(printMessage).filter((message) => message !== '');
  let firstKept = printed.length;
  for (let room = MAX_CHARACTERS; firstKept > 0; firstKept--) {
    room -= `${printed[firstKept - 1]}\n`.length;
    if (room < 0) break;
  }
  const kept = printed.slice(firstKept);
  return [...(firstKept > 0 ? [`[Earlier messages left out: ${firstKept}]`] : []), ...kept].join('\n');
}

function printMessage({ role, parts }: TranscriptMessage): string {
  const speaker = role === 'user' ? 'Visitor' : role === 'assistant' ? 'Bot' : undefined;
  if (speaker === undefined) return '';
  const lines = joinTexts(parts, role === 'user' ? '\n' : '').map(printPart);
  const spoken = lines.filter((line) => line !== '').map((line) => `${speaker}: ${line}`);
  return shorten(spoken.join('\n'), MAX_CHARACTERS_OF_MESSAGE);
}

/** Engines split an answer where a citation begins, in the middle of a sentence. */
function joinTexts(parts: readonly TranscriptPart[], separator: string): readonly TranscriptPart[] {
  const joined: TranscriptPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && 'text' in last && 'text' in part) {
      joined[joined.length - 1] = { text: last.text + separator + part.text };
    } else joined.push(part);
  }
  return joined;
}

function printPart(part: TranscriptPart): string {
  if ('tool' in part) return `[${printName(part.tool)}]`;
  if ('file' in part) return `[${printName(`file ${part.file ?? ''}`)}]`;
  const text = part.text.replace(/data:[\w/+.;=-]{0,100};base64,[\w/+=-]*/g, '[data]');
  // Only the first line begins at the margin, so no text can pass for the words of another speaker.
  return withoutInvisible(text).trim().replaceAll('\n', '\n  ');
}

function printName(name: string): string {
  return shorten(oneLine(name), MAX_CHARACTERS_OF_NAME);
}
