/**
 * Reports what may be wrong with a connection.
 */
import type {
  Diagnosis,
  ZendeskConnection,
} from 'zendesk-connector';

export async function diagnose(
  owner: ZendeskConnection,
): Promise<Diagnosis> {
  return owner.diagnose();
}
