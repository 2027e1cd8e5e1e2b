/**
 * How the page talks to the server.
 */
import type { Diagnosis, State } from './state.ts';

/** What came of a post: an answer, or a problem in words for people. */
export interface Posted {
  readonly problem?: string;
  readonly url?: string;
}

/** @param body a form with files is sent as it is */
export async function post(path: string, body: object = {}): Promise<Posted> {
  const init =
    body instanceof FormData
      ? { body }
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, { method: 'POST', ...init });
  return response.ok ? ((await response.json()) as Posted) : { problem: 'That did not work. The terminal says why.' };
}

export async function readState(): Promise<State> {
  return (await (await fetch('/api/state')).json()) as State;
}

export async function readDiagnosis(): Promise<Diagnosis> {
  return (await (await fetch('/api/diagnosis')).json()) as Diagnosis;
}

/** The code of the steps by name. */
export async function readCode(): Promise<Readonly<Record<string, string>>> {
  return (await (await fetch('/api/code')).json()) as Readonly<Record<string, string>>;
}
