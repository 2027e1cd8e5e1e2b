/**
 * https://developer.zendesk.com/api-reference/ticketing/groups/groups/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { admins, agents } from '../core/route.js';
import type { Store } from '../core/store.js';
import type { SimulatedGroup } from './group-record.js';
import { newGroup } from './new-group.js';

const GROUP = { name: f.requiredText, description: f.text, default: f.flag, is_public: f.flag };

export const groupRoutes = crudRoutes({
  many: 'groups',
  one: 'group',
  read: agents('groups:read', 'read'),
  write: admins('groups:write', 'write'),
  create: (store, input) => newGroup(store, withoutNulls(f.readFields(GROUP, input, ['deleted']))),
  update: (_, group, input) => Object.assign(group, withoutNulls(f.readFields(GROUP, input, ['deleted']))),
  show: showGroup,
  lists: { assignable: ({ deleted }) => !deleted },
});

export function showGroup(store: Store, group: SimulatedGroup) {
  return { url: store.url(`/groups/${group.id}.json`), ...group };
}

function withoutNulls({ description, ...fields }: f.Values<typeof GROUP>) {
  return { ...fields, ...(description == null ? {} : { description }) };
}
