/**
 * https://developer.zendesk.com/api-reference/ticketing/account-configuration/account_settings/
 */
import { json } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { hasCustomStatuses } from '../custom-statuses/find-status.js';

export const settingsRoutes: readonly Route[] = [
  { method: 'GET', path: '/account/settings', access: agents('account_settings:read', 'read'), answer: show },
];

/** The settings that the simulator keeps to; Zendesk shows many more. */
function show({ store }: Call): Response {
  return json({
    settings: {
      active_features: { customer_satisfaction: false, user_tagging: true, ticket_tagging: true },
      api: { accepted_api_agreement: true, api_password_access: false, api_token_access: false },
      attachments: { private_attachments: false },
      brands: {
        default_brand_id: store.state.brands.find((brand) => brand.default)?.id ?? null,
        require_brand_on_new_tickets: false,
      },
      tickets: {
        agent_ticket_deletion: true,
        comments_public_by_default: true,
        custom_statuses_enabled: hasCustomStatuses(store),
        is_first_comment_private_enabled: true,
        list_newest_comments_first: true,
        tagging: true,
      },
      ticket_form: { raw_ticket_forms_instructions: '', ticket_forms_instructions: '' },
      user: {
        agent_created_welcome_emails: true,
        have_gravatars_enabled: true,
        language_selection: true,
        tagging: true,
      },
      localization: { locale_ids: [1] },
    },
  });
}
