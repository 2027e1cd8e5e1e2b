/**
 * Refuses options that do not exist, so that a misspelled one is not ignored.
 */
import { ConfigurationError } from '../errors.js';

/**
 * @throws ConfigurationError for the first option that has no such name
 * @internal
 */
export function refuseUnknownOptions(options: object, names: Readonly<Record<string, true>>): void {
  for (const option of Object.keys(options)) {
    if (!Object.hasOwn(names, option)) {
      const hint = `The options are: ${Object.keys(names).join(', ')}.`;
      throw new ConfigurationError({ option, problem: 'is unknown', hint });
    }
  }
}
