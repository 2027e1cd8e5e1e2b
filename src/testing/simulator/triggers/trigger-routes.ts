/**
 * https://developer.zendesk.com/api-reference/ticketing/business-rules/triggers/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { invalidRecord, notModeled } from '../core/respond.js';
import { admins, agents, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import { readConditions } from './conditions.js';
import { newTrigger } from './new-trigger.js';
import type { SimulatedTrigger, TriggerAction } from './trigger-record.js';

const TRIGGER = {
  title: f.requiredText,
  description: f.text,
  active: f.flag,
  position: f.number,
  category_id: f.text,
  conditions: f.object,
  actions: f.objects,
};
const TRIGGER_ACTIONS = [
  'notification_webhook',
  'status',
  'priority',
  'type',
  'group_id',
  'assignee_id',
  'set_tags',
  'current_tags',
  'remove_tags',
];

export const triggerRoutes: readonly Route[] = [
  ...crudRoutes({
    many: 'triggers',
    one: 'trigger',
    read: agents('triggers:read', 'read'),
    write: admins('triggers:write', 'write'),
    query: ['active', 'category_id'],
    lists: { active: ({ active }) => active },
    create: (store, input) => {
      const fields = written(store, input);
      if (fields.title === undefined || fields.actions === undefined) {
        throw invalidRecord({ base: [{ description: 'Title and actions: cannot be blank', error: 'BlankValue' }] });
      }
      return newTrigger(store, fields);
    },
    update: (store, trigger, input) => Object.assign(trigger, written(store, input)),
    show,
    select: ({ active, category_id: category }, query) =>
      (query.get('active') ?? String(active)) === String(active) &&
      (query.get('category_id') ?? String(category)) === String(category),
  }),
];

function show(store: Store, trigger: SimulatedTrigger) {
  return { url: store.url(`/triggers/${trigger.id}.json`), ...trigger, raw_title: trigger.title, default: false };
}

function written(store: Store, input: f.Input): Partial<SimulatedTrigger> {
  const { conditions, actions, ...fields } = f.readFields(TRIGGER, input, ['raw_title', 'default']);
  return {
    ...fields,
    ...(conditions === undefined ? {} : { conditions: readConditions(conditions) }),
    ...(actions === undefined ? {} : { actions: actions.map((action) => readAction(store, action)) }),
  };
}

function readAction(store: Store, { field, value }: f.Input): TriggerAction {
  const name = String(field);
  if (!TRIGGER_ACTIONS.includes(name)) throw invalidRecord({ actions: [notModeled(`The action ${name}`)] });
  if (name === 'notification_webhook') requireWebhook(store, value);
  return { field: name, value };
}

/** A webhook that is subscribed to events cannot be connected to a trigger. */
function requireWebhook(store: Store, value: unknown): void {
  const webhook = store.state.webhooks.find(({ id }) => id === (Array.isArray(value) ? value[0] : value));
  if (webhook?.subscriptions.includes('conditional_ticket_events')) return;
  throw invalidRecord({ actions: [{ description: 'Webhook: is invalid', error: 'InvalidValue' }] });
}
