/**
 * Three sentences that fit the moment, for a visitor who does not know what to say.
 */
import type { Line } from '../lines.ts';

const PROBLEM = "I can't log in and I've tried resetting my password.";
const QUESTION = 'How do I add a seat?';
const MY_TICKETS = 'What tickets do I have?';
const STATUS = 'How is my ticket?';
const CONVERSATION = 'What did they answer?';
const SOLVED = 'That solved it, thanks!';

export function proposalsFor(lines: readonly Line[], isAnonymous: boolean): readonly string[] {
  const last = lines.findLast(({ type }) => type !== 'background');
  if (last?.type === 'approval' && last.answer === undefined) return [];
  if (last?.type === 'agent') return ['I will try that.', CONVERSATION, SOLVED];
  const text = last?.type === 'bot' ? last.text : '';
  if (/e-mail address\?/.test(text)) return ['zoe@visitor.example'];
  if (/^Ticket #\d+ is now (?!solved|closed)/.test(text)) return ['I will try that.', CONVERSATION, SOLVED];
  if (/\?$/.test(text)) return ['Yes, please', 'No, thanks', isAnonymous ? QUESTION : MY_TICKETS];
  if (/not enough, I can create a ticket/.test(text)) return ['That did not help', 'Thanks!', MY_TICKETS];
  if (/\b(solved|closed)\b/i.test(text)) return ['It happens again.', STATUS, isAnonymous ? QUESTION : MY_TICKETS];
  if (/#\d+/.test(text)) return [STATUS, CONVERSATION, SOLVED];
  return [PROBLEM, QUESTION, isAnonymous ? 'What is the status of ticket #1?' : MY_TICKETS];
}
