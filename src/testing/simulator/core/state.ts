/**
 * Everything that an account holds, as plain data in the JSON of Zendesk's API.
 */
import type { SimulatedBrand } from '../brands/brand-record.js';
import type { SimulatedStatus } from '../custom-statuses/custom-status-record.js';
import type { SimulatedGroup } from '../groups/group-record.js';
import type { SimulatedArticle } from '../help-center/article-record.js';
import type { SimulatedMacro } from '../macros/macro-record.js';
import type { SimulatedToken } from '../oauth/oauth-record.js';
import type { SimulatedOrganization } from '../organizations/organization-record.js';
import type { SimulatedTicketField } from '../ticket-fields/ticket-field-record.js';
import type { SimulatedTicketForm } from '../ticket-forms/ticket-form-record.js';
import type { SimulatedAudit, SimulatedComment, SimulatedTicket } from '../tickets/ticket-record.js';
import type { SimulatedTrigger } from '../triggers/trigger-record.js';
import type { SimulatedUpload } from '../uploads/upload-record.js';
import type { SimulatedIdentity, SimulatedUser } from '../users/user-record.js';
import type { SimulatedView } from '../views/view-record.js';
import type { SimulatedWebhook } from '../webhooks/webhook-record.js';
import type { SimulatedJob } from './job-record.js';

/** The records of an account, by resource, oldest first. */
export interface AccountState {
  readonly brands: SimulatedBrand[];
  readonly groups: SimulatedGroup[];
  readonly organizations: SimulatedOrganization[];
  readonly ticket_fields: SimulatedTicketField[];
  readonly ticket_forms: SimulatedTicketForm[];
  readonly custom_statuses: SimulatedStatus[];
  readonly users: SimulatedUser[];
  readonly identities: SimulatedIdentity[];
  readonly tickets: SimulatedTicket[];
  readonly comments: SimulatedComment[];
  readonly audits: SimulatedAudit[];
  readonly macros: SimulatedMacro[];
  readonly views: SimulatedView[];
  readonly triggers: SimulatedTrigger[];
  readonly webhooks: SimulatedWebhook[];
  readonly uploads: SimulatedUpload[];
  readonly articles: SimulatedArticle[];
  readonly job_statuses: SimulatedJob[];
  readonly tokens: SimulatedToken[];
}

/** Records to begin with. Properties that are left out get the value that Zendesk gives a new record. */
export type Seed = {
  readonly [Name in keyof AccountState]?: readonly Partial<AccountState[Name][number]>[];
};

export function emptyState(): AccountState {
  return {
    brands: [],
    groups: [],
    organizations: [],
    ticket_fields: [],
    ticket_forms: [],
    custom_statuses: [],
    users: [],
    identities: [],
    tickets: [],
    comments: [],
    audits: [],
    macros: [],
    views: [],
    triggers: [],
    webhooks: [],
    uploads: [],
    articles: [],
    job_statuses: [],
    tokens: [],
  };
}
