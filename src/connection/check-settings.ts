/**
 * Checks the settings of a connection, which come from a form of the bot owner.
 */
import { InvalidInputError } from '../errors.js';
import type { ConnectionSettings } from '../records/connection-records.js';

/**
 * @throws InvalidInputError that names each setting that is unknown or of another type
 * @internal
 */
export function checkSettings(settings: unknown): ConnectionSettings {
  const given = typeof settings === 'object' ? settings : {};
  const { customerContextOnSessionStart, ...unknown } = { ...given } as Partial<ConnectionSettings>;
  const issues = Object.keys(unknown).map((name) => ({ path: [name], message: 'is not a setting' }));
  if (typeof customerContextOnSessionStart !== 'boolean') {
    const path = ['customerContextOnSessionStart'];
    throw new InvalidInputError({ issues: [...issues, { path, message: 'must be true or false' }] });
  }
  if (issues.length > 0) throw new InvalidInputError({ issues });
  return { customerContextOnSessionStart };
}
