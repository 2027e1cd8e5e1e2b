/**
 * Every endpoint of the API that the simulator models. All others are answered with InvalidEndpoint.
 */
import { settingsRoutes } from './account/settings-routes.js';
import { brandRoutes } from './brands/brand-routes.js';
import { jobRoutes } from './core/jobs.js';
import type { Route } from './core/route.js';
import { customStatusRoutes } from './custom-statuses/custom-status-routes.js';
import { groupRoutes } from './groups/group-routes.js';
import { articleRoutes } from './help-center/article-routes.js';
import { articleWritingRoutes } from './help-center/article-writing-routes.js';
import { incrementalRoutes } from './incremental/incremental-routes.js';
import { macroRoutes } from './macros/macro-routes.js';
import { tokenRoutes } from './oauth/token-routes.js';
import { organizationRoutes } from './organizations/organization-routes.js';
import { requestRoutes } from './requests/request-routes.js';
import { searchRoutes } from './search/search-routes.js';
import { tagRoutes } from './tags/tag-routes.js';
import { ticketFieldRoutes } from './ticket-fields/ticket-field-routes.js';
import { ticketFormRoutes } from './ticket-forms/ticket-form-routes.js';
import { auditRoutes } from './tickets/audit-routes.js';
import { bulkRoutes } from './tickets/bulk-routes.js';
import { commentRoutes } from './tickets/comment-routes.js';
import { ticketRoutes } from './tickets/ticket-routes.js';
import { triggerRoutes } from './triggers/trigger-routes.js';
import { uploadRoutes } from './uploads/upload-routes.js';
import { identityRoutes } from './users/identity-routes.js';
import { userBulkRoutes } from './users/user-bulk-routes.js';
import { userRoutes } from './users/user-routes.js';
import { viewRoutes } from './views/view-routes.js';
import { webhookRoutes } from './webhooks/webhook-routes.js';

export const routes: readonly Route[] = [
  ...tokenRoutes,
  ...ticketRoutes,
  ...bulkRoutes,
  ...commentRoutes,
  ...auditRoutes,
  ...tagRoutes,
  ...userBulkRoutes,
  ...userRoutes,
  ...identityRoutes,
  ...requestRoutes,
  ...searchRoutes,
  ...customStatusRoutes,
  ...ticketFieldRoutes,
  ...ticketFormRoutes,
  ...groupRoutes,
  ...brandRoutes,
  ...organizationRoutes,
  ...macroRoutes,
  ...viewRoutes,
  ...triggerRoutes,
  ...webhookRoutes,
  ...uploadRoutes,
  ...articleRoutes,
  ...articleWritingRoutes,
  ...incrementalRoutes,
  ...settingsRoutes,
  ...jobRoutes,
];
