/**
 * Refuses options that do not exist, so that a misspelled one is not ignored.
 */
import { ConfigurationError } from '../errors.js';

/**
 * @throws ConfigurationError for what is no object, and for the first option that has no such name
 * @internal
 */
export function refuseUnknownOptions(options: unknown, names: Readonly<Record<string, true>>): void {
  const hint = `The options are: ${Object.keys(names).join(', ')}.`;
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError({ option: 'options', problem: 'must be an object', hint });
  }
  for (const option of Object.keys(options)) {
    if (!Object.hasOwn(names, option)) throw new ConfigurationError({ option, problem: 'is unknown', hint });
  }
}
