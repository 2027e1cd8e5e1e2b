/**
 * The only maker of a `ZendeskSubdomain`, which is the only thing that a request URL is built from.
 * A subdomain that is not one label would send tokens to a host that an attacker chose.
 */
import { InvalidInputError } from './errors.js';

declare const brand: unique symbol;

/** The first label of `https://{subdomain}.zendesk.com`, checked and in lower case. */
export type ZendeskSubdomain = string & { readonly [brand]: 'ZendeskSubdomain' };

// One DNS label (RFC 1123), alone or in the address of an account as people copy it from their browser.
const ACCOUNT = /^(?:(?:https?:\/\/)?([a-z0-9-]{1,63})\.zendesk\.com(?:\/[!-[\]-~]*)?|([a-z0-9-]{1,63}))$/i;

// Hosts of Zendesk itself, where no customer has an account.
const RESERVED = new Set(['www', 'support', 'developer', 'static', 'api']);

/**
 * Reads the subdomain from what a person typed or pasted: `acme`, `acme.zendesk.com` or `https://acme.zendesk.com/agent`.
 * Blanks around it do not matter, and neither does `http`: requests always go to https.
 *
 * @throws InvalidInputError for anything else
 *
 * @example
 * const account = parseSubdomain('https://acme.zendesk.com/agent'); // 'acme'
 */
export function parseSubdomain(input: string): ZendeskSubdomain {
  const match = typeof input === 'string' ? ACCOUNT.exec(input.trim()) : null;
  const label = (match?.[1] ?? match?.[2] ?? '').toLowerCase();
  // Zendesk hands out no internationalized names, so `xn--` could only be a look-alike.
  const valid = label !== '' && !label.startsWith('-') && !label.endsWith('-') && !label.startsWith('xn--');
  if (!valid || RESERVED.has(label)) {
    throw new InvalidInputError({
      issues: [{ path: ['subdomain'], message: 'is not the subdomain of a Zendesk account' }],
      hint: 'Pass the first part of the Zendesk address: "acme" for https://acme.zendesk.com.',
      userMessage: 'That is not the address of a Zendesk account. It looks like acme.zendesk.com.',
    });
  }
  return label as ZendeskSubdomain;
}

/** The origin of the account: `https://acme.zendesk.com`. */
export function originOf(subdomain: ZendeskSubdomain): string {
  return `https://${subdomain}.zendesk.com`;
}
