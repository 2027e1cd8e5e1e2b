/**
 * Checks the path that the browser goes to after a callback: only a path of your own site, because anything that a
 * browser could read as another site would make the callback an open redirect.
 */
import { InvalidInputError } from '../errors.js';

/**
 * @throws InvalidInputError for everything else, encoded or not
 * @internal
 */
export function requireOwnPath(path: string): string {
  const base = 'https://own.invalid';
  let isOwn = false;
  try {
    const [route = ''] = path.split(/[?#]/);
    const decoded = decodeURIComponent(route);
    isOwn =
      /^\/(?!\/)[!-[\]-~]*$/.test(path) &&
      /^\/(?!\/)[^\\\p{C}]*$/u.test(decoded) &&
      new URL(path, base).origin === base &&
      !new URL(path, base).pathname.startsWith('//');
  } catch {
    // Not a string, or not decodable.
  }
  if (isOwn) return path;
  throw new InvalidInputError({
    issues: [{ path: ['returnTo'], message: 'must be a path of this site, such as /settings' }],
  });
}
