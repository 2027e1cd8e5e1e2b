/**
 * The endpoints that most resources have alike: list, count, show, create, update and delete.
 */
import { type Input, objectIn } from './fields.js';
import { paginate } from './pagination.js';
import { json, noContent } from './respond.js';
import type { Access, Call, Route } from './route.js';
import type { AccountState } from './state.js';
import type { Store } from './store.js';

type ListName =
  | 'brands'
  | 'groups'
  | 'organizations'
  | 'ticket_fields'
  | 'ticket_forms'
  | 'macros'
  | 'views'
  | 'triggers';

export interface Resource<Name extends ListName> {
  /** The list in the state of the account, and the path. */
  readonly many: Name;
  /** The property that holds one record in bodies. */
  readonly one: string;
  /** Below the path of the API, such as `/help_center`. */
  readonly prefix?: string;
  readonly read: Access;
  readonly write: Access;
  readonly query?: readonly string[];
  readonly create: (store: Store, input: Input, call: Call) => AccountState[Name][number];
  readonly update: (store: Store, record: AccountState[Name][number], input: Input) => void;
  readonly show: (store: Store, record: AccountState[Name][number]) => object;
  /** The records that the list shows. @defaultValue all */
  readonly select?: (record: AccountState[Name][number], query: URLSearchParams) => boolean;
  /** Lists of some records, by the last part of their path: `active` is `/triggers/active`. */
  readonly lists?: Readonly<Record<string, (record: AccountState[Name][number]) => boolean>>;
}

export function crudRoutes<Name extends ListName>(resource: Resource<Name>): readonly Route[] {
  const { many, one, prefix = '', read, write, query = [] } = resource;
  const path = `${prefix}/${many}`;
  type One = AccountState[Name][number];
  const recordsOf = (store: Store): One[] => store.state[many];
  const shown = ({ store }: Call, record: One, status = 200) => json({ [one]: resource.show(store, record) }, status);
  const selected = (call: Call) =>
    recordsOf(call.store).filter((record) => resource.select?.(record, call.query) ?? true);
  const recordOf = ({ store, id }: Call): One => store.get(many, id);
  const listed = ({ store, url }: Call, records: readonly One[]) => {
    const { items, page } = paginate(records, url);
    return json({ [many]: items.map((record) => resource.show(store, record)), ...page });
  };
  const parts = Object.entries(resource.lists ?? {}).map(
    ([name, isListed]): Route => ({
      method: 'GET',
      path: `${path}/${name}`,
      access: read,
      answer: (call) => listed(call, recordsOf(call.store).filter(isListed)),
    }),
  );
  return [
    ...parts,
    { method: 'GET', path, access: read, query, answer: (call) => listed(call, selected(call)) },
    {
      method: 'GET',
      path: `${path}/count`,
      access: read,
      answer: (call) => json({ count: { value: selected(call).length, refreshed_at: call.store.timestamp() } }),
    },
    {
      method: 'POST',
      path,
      access: write,
      answer(call) {
        const added = resource.create(call.store, objectIn(call.body, one), call);
        recordsOf(call.store).push(added);
        return shown(call, added, 201);
      },
    },
    { method: 'GET', path: `${path}/{id}`, access: read, answer: (call) => shown(call, recordOf(call)) },
    {
      method: 'PUT',
      path: `${path}/{id}`,
      access: write,
      answer(call) {
        const record = recordOf(call);
        resource.update(call.store, record, objectIn(call.body, one));
        record.updated_at = call.store.timestamp();
        return shown(call, record);
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{id}`,
      access: write,
      answer(call) {
        const records = recordsOf(call.store);
        records.splice(records.indexOf(recordOf(call)), 1);
        return noContent();
      },
    },
  ];
}
