/**
 * https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { agents } from '../core/route.js';
import type { SimulatedMacro } from './macro-record.js';
import { newMacro } from './new-macro.js';

const MACRO = { title: f.requiredText, description: f.text, active: f.flag, position: f.number, actions: f.objects };

export const macroRoutes = crudRoutes({
  many: 'macros',
  one: 'macro',
  read: agents('macros:read', 'read'),
  write: agents('macros:write', 'write'),
  query: ['active'],
  lists: { active: ({ active }) => active },
  create: (store, input) => newMacro(store, written(f.readFields(MACRO, input, ['restriction']))),
  update: (_, macro, input) => Object.assign(macro, written(f.readFields(MACRO, input, ['restriction']))),
  show: (store, macro) => ({
    url: store.url(`/macros/${macro.id}.json`),
    ...macro,
    raw_title: macro.title,
    default: false,
    restriction: null,
  }),
  select: ({ active }, query) => (query.get('active') ?? String(active)) === String(active),
});

function written({ actions, ...fields }: f.Values<typeof MACRO>): Partial<SimulatedMacro> {
  if (actions === undefined) return fields;
  return { ...fields, actions: actions.map(({ field, value }) => ({ field: String(field), value })) };
}
