import { ConfigurationError } from '../errors.js';

/**
 * The option `table` of a store: a name that is safe to put into a statement.
 *
 * @throws ConfigurationError when it is not a name
 * @internal
 */
export function checkTable(table = 'zendesk_tokens'): string {
  if (/^([a-z_]\w{0,62}\.)?[a-z_]\w{0,62}$/i.test(table)) return table;
  throw new ConfigurationError({
    option: 'table',
    problem: 'must be the name of a table, such as zendesk_tokens or app.zendesk_tokens',
  });
}
