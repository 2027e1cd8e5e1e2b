/**
 * E-mail addresses as they are sent to Zendesk and compared. Zendesk finds a user by an address within its search syntax,
 * so an address holds nothing that could be a search operator there.
 */

import { withoutInvisible } from '../util/plain-text.js';
import * as z from '../util/zod.js';

// The dot-strings of RFC 5321 section 4.1.2 and RFC 6531, without `*`. A quoted string is no address here. Never add `*`,
// quotation marks or blanks.
const LOCAL_PART = /^(?!-)[\p{L}\p{M}\p{N}!#$%&'+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'+/=?^_`{|}~-]+)*$/u;
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?:\p{L}[\p{L}\p{M}]{1,62}|xn--[a-z\d-]{0,58}[a-z\d])$/iu;

/** @internal What a model supplies as an address; blanks around it are dropped. */
export const emailSchema = z.string().check(
  z.trim(),
  z.refine((text) => isEmailAddress(text), 'must be an e-mail address'),
);

/** @internal Whether the text is an address that can be sent to Zendesk. */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return (
    text.length <= 254 &&
    at <= 64 &&
    LOCAL_PART.test(text.slice(0, Math.max(0, at))) &&
    DOMAIN.test(text.slice(at + 1)) &&
    // Zendesk must not read a placeholder in it.
    !/\{[{%]/.test(text) &&
    // Letters that only look different, such as the Kelvin sign, would make two addresses of one.
    text === text.normalize('NFC')
  );
}

/** @internal Drops what surrounds an address of your application's: blanks and invisible characters. */
export function trimEmailAddress(text: string): string {
  return withoutInvisible(text).trim();
}

/**
 * The form in which equal addresses are equal: case is folded, as Zendesk does it, and a domain is written in ASCII.
 *
 * @internal
 */
export function canonicalEmail(email: string): string {
  const folded = email.toLowerCase();
  const at = folded.lastIndexOf('@');
  const url = `http://${folded.slice(at + 1)}`;
  if (!/\P{ASCII}/u.test(url) || !URL.canParse(url)) return folded;
  return folded.slice(0, at + 1) + new URL(url).hostname;
}

/** @internal */
export function isSameEmail(a: string | null | undefined, b: string): boolean {
  return typeof a === 'string' && canonicalEmail(a) === canonicalEmail(b);
}
