/**
 * Whether the help center of an account answers a search without a token.
 */
import { ApiError, PermissionError } from '../errors.js';

/**
 * Whether the chatbot finds articles.
 * - `open`: the help center shows articles to everyone.
 * - `sign_in_required`: it shows articles only to those who sign in, so the chatbot finds none.
 * - `missing`: the account has no help center, or has not activated it.
 * - `unknown`: Zendesk did not answer as it should.
 */
export type HelpCenterAccess = 'open' | 'sign_in_required' | 'missing' | 'unknown';

/** @internal Where articles are searched. https://developer.zendesk.com/api-reference/help_center/help-center-api/search/ */
export const ARTICLE_SEARCH = '/api/v2/help_center/articles/search';

/** @internal What an error of a search without a token says about the help center. */
export function accessAfter(error: unknown): Exclude<HelpCenterAccess, 'open'> {
  if (error instanceof PermissionError) return 'sign_in_required';
  if (!(error instanceof ApiError)) return 'unknown';
  // A help center that demands sign-in answers with 401 (`Couldn't authenticate you`), or sends a browser to its login.
  if (error.zendeskStatus === 401 || error.code === 'redirect_refused') return 'sign_in_required';
  return error.zendeskStatus === 404 ? 'missing' : 'unknown';
}
