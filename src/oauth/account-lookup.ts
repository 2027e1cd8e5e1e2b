/**
 * Finds out whether a Zendesk account exists before a browser is sent there, because the page that Zendesk shows instead
 * has no way back.
 */
import { ApiError, ConfigurationError, InvalidInputError } from '../errors.js';
import { withDeadline } from '../http/deadline.js';
import type { Http } from '../http/http.js';
import type { ZendeskSubdomain } from '../subdomain.js';

const LOOKUP_TIMEOUT_MS = 2_000;

/**
 * Sends one request without credentials. Only Zendesk's own answer that the account does not exist counts: an answer
 * that does not come, or says something else, must not keep anyone from connecting.
 *
 * @throws InvalidInputError when there is no such account, ConfigurationError for a `fetch` that is none
 * @internal
 */
export async function requireAccount(http: Http, subdomain: ZendeskSubdomain): Promise<void> {
  try {
    await withDeadline(LOOKUP_TIMEOUT_MS, undefined, (deadline) =>
      http.send({ subdomain, method: 'GET', path: '/api/v2/users/me.json', deadline, retry: false }),
    );
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    if (!(error instanceof ApiError && error.code === 'account_not_found')) return;
    const address = `${subdomain}.zendesk.com`;
    throw new InvalidInputError({
      issues: [{ path: ['subdomain'], message: `there is no Zendesk account at ${address}` }],
      hint: 'Ask for the address at which the account’s agents sign in. Its first part is the subdomain.',
      userMessage: `There is no Zendesk account at ${address}. Please check the spelling.`,
    });
  }
}
