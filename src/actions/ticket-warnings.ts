/**
 * What Zendesk left out of a ticket without a refusal: it files a ticket with an unknown form under the default one, and
 * drops an unknown value of a drop-down.
 */
import type { ActionContext } from './action.js';
import type { TicketDefaults } from './ticket-defaults.js';
import type { TicketWarning } from './ticket-warning.js';
import { customFieldsOf, type WireTicket } from './wire.js';

/**
 * Compares the ticket with what was sent. What Zendesk's answer does not show counts as taken.
 *
 * @internal
 */
export function ignoredDefaults(
  { ticketFormId, brandId, customFields = {} }: TicketDefaults,
  ticket: WireTicket,
): readonly TicketWarning[] {
  const { ticket_form_id: formId, brand_id: brand } = ticket;
  const warnings: TicketWarning[] = [];
  if (isOther(ticketFormId, formId)) {
    const message = `Zendesk filed the ticket under the form ${formId ?? 'of no id'}, not ${ticketFormId}: check \`ticketDefaults.ticketFormId\`.`;
    warnings.push({ code: 'form_ignored', message });
  }
  if (isOther(brandId, brand)) {
    const message = `Zendesk filed the ticket under the brand ${brand ?? 'of no id'}, not ${brandId}: check \`ticketDefaults.brandId\`.`;
    warnings.push({ code: 'brand_ignored', message });
  }
  const sentFields = Object.entries(customFields);
  const fields = sentFields.length === 0 ? undefined : customFieldsOf(ticket);
  for (const [id, sent] of fields === undefined ? [] : sentFields) {
    const field = fields?.find((other) => other.id === Number(id));
    if (!isDropped(sent, field?.value)) continue;
    const message =
      field === undefined
        ? `Zendesk has no active ticket field ${id}: check \`ticketDefaults.customFields\`.`
        : `Zendesk dropped the value of the ticket field ${id}: check that the field has it as an option.`;
    warnings.push({ code: 'custom_field_ignored', message });
  }
  return warnings;
}

/** @internal Tells your application of the warnings about a new ticket. */
export function announceWarnings(ticketId: number, warnings: readonly TicketWarning[], { emit }: ActionContext): void {
  if (warnings.length > 0) emit({ type: 'ticket.incomplete', ticketId, warnings: warnings.map(({ code }) => code) });
}

function isOther(sent: number | undefined, shown: number | null | undefined): boolean {
  return sent !== undefined && shown !== undefined && sent !== shown;
}

/** Zendesk may write a value in another form. Only one that is gone counts. */
function isDropped(sent: unknown, shown: unknown): boolean {
  if (Array.isArray(sent)) return sent.some((value) => !Array.isArray(shown) || !shown.includes(value));
  return !isEmpty(sent) && isEmpty(shown);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false;
}
