/**
 * https://developer.zendesk.com/api-reference/ticketing/account-configuration/brands/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { admins, everyUser } from '../core/route.js';
import { newBrand } from './new-brand.js';

const BRAND = {
  name: f.requiredText,
  subdomain: f.requiredText,
  active: f.flag,
  brand_url: f.requiredText,
  default: f.flag,
};
const SHOWN_ONLY = ['has_help_center', 'help_center_state', 'ticket_form_ids', 'is_deleted'];

export const brandRoutes = crudRoutes({
  many: 'brands',
  one: 'brand',
  read: everyUser('brands:read', 'read'),
  write: admins('brands:write', 'write'),
  create: (store, input) => newBrand(store, f.readFields(BRAND, input, SHOWN_ONLY)),
  update: (_, brand, input) => Object.assign(brand, f.readFields(BRAND, input, SHOWN_ONLY)),
  show: (store, brand) => ({
    url: store.url(`/brands/${brand.id}.json`),
    ...brand,
    host_mapping: null,
    signature_template: '{{agent.signature}}',
    logo: null,
  }),
});
