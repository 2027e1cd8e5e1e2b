/**
 * Finds articles of the help center that may answer the end user's question before it becomes a ticket.
 */
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import { isBlank } from '../util/plain-text.js';
import * as z from '../util/zod.js';
import { defineAction } from './action.js';
import * as jsonSchemas from './json-schemas.js';
import { loadRuns } from './load-runs.js';
import type { HelpCenterArticles, SearchHelpCenterInput } from './search-articles.js';

const input = toSchema<SearchHelpCenterInput>(
  z.strictObject({
    query: z.string().check(
      z.maxLength(200),
      z.refine((text) => !isBlank(text), 'must not be empty'),
      z.describe('A few words of what the user asks, in their language.'),
    ),
  }),
  jsonSchemas.searchHelpCenterInput,
);

/**
 * Searches the help center; see {@link SearchHelpCenterInput}.
 *
 * @example
 * const { articles } = await searchHelpCenter(bot, { query: 'reset password' });
 */
export const searchHelpCenter = defineAction<SearchHelpCenterInput, HelpCenterArticles, 'zendesk_search_help_center'>({
  name: 'zendesk_search_help_center',
  title: 'Search the help center',
  description:
    'Finds public help center articles on what the user asks. Use it before you offer to create a ticket. Base your answer ' +
    'on what it finds, and give the address of the article.',
  permission: ZENDESK_ACTIONS.SEARCH_HELP_CENTER,
  annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
  inputSchema: () => input,
  outputSchema: toSchema<HelpCenterArticles>(
    z.object({
      articles: z.array(z.object({ title: z.string(), url: z.string(), snippet: z.string() })),
      summary: z.string(),
      background: z.string(),
    }),
    jsonSchemas.searchHelpCenterOutput,
  ),
  run: async (input, context) => (await loadRuns()).searchArticles(input, context),
});
