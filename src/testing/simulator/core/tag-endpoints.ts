/**
 * The endpoints of tags, which tickets, users and organizations have alike.
 * https://developer.zendesk.com/api-reference/ticketing/ticket-management/tags/
 */
import * as f from './fields.js';
import { json } from './respond.js';
import type { Access, Call, Route } from './route.js';
import { uniqueTags } from './unique-tags.js';

export interface Tagged {
  /** Such as `/users/{id}/tags`. */
  readonly path: string;
  readonly read: Access;
  readonly write: Access;
  readonly tagsOf: (call: Call) => readonly string[];
  /** @param input the rest of the body */
  readonly save: (call: Call, tags: readonly string[], input: f.Input) => void;
}

/** POST sets, PUT adds, DELETE removes. */
export function tagEndpoints({ path, read, write, tagsOf, save }: Tagged): readonly Route[] {
  const shown = (call: Call, status = 200) => json({ tags: tagsOf(call) }, status);
  const changed =
    (change: (before: readonly string[], tags: readonly string[]) => readonly string[], status = 200) =>
    (call: Call): Response => {
      const { tags = [], ...rest } = f.isObject(call.body) ? call.body : {};
      const given = uniqueTags(f.readFields({ tags: f.texts }, { tags }).tags ?? []);
      save(call, uniqueTags(change(tagsOf(call), given)), rest);
      return shown(call, status);
    };
  return [
    { method: 'GET', path, access: read, answer: (call) => shown(call) },
    { method: 'POST', path, access: write, answer: changed((_, tags) => tags, 201) },
    { method: 'PUT', path, access: write, answer: changed((before, tags) => [...before, ...tags]) },
    {
      method: 'DELETE',
      path,
      access: write,
      answer: changed((before, tags) => before.filter((tag) => !tags.includes(tag))),
    },
  ];
}
