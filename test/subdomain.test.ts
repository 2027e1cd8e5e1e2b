import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError, parseSubdomain } from '../src/index.js';
import { HOSTILE_SUBDOMAINS } from './support/hostile-subdomains.js';

describe('parseSubdomain', () => {
  test.each([
    ['acme', 'acme'],
    ['ACME', 'acme'],
    ['acme-2', 'acme-2'],
    ['a', 'a'],
    ['z3nmyco', 'z3nmyco'],
    ['a'.repeat(63), 'a'.repeat(63)],
    ['acme.zendesk.com', 'acme'],
    ['Acme.Zendesk.Com', 'acme'],
    ['https://acme.zendesk.com', 'acme'],
    ['https://acme.zendesk.com/', 'acme'],
    ['https://acme.zendesk.com/agent/filters/360?x=1#y', 'acme'],
    ['acme.zendesk.com/agent', 'acme'],
    ['http://acme.zendesk.com/agent', 'acme'],
    [' acme ', 'acme'],
    ['\thttps://acme.zendesk.com/\r\n', 'acme'],
    ['acme\u00a0', 'acme'],
  ])('reads %s', (input, subdomain) => {
    expect(parseSubdomain(input)).toBe(subdomain);
  });

  test('[C4] refuses what would become another host', () => {
    expect(HOSTILE_SUBDOMAINS.length).toBeGreaterThanOrEqual(60);
    for (const input of HOSTILE_SUBDOMAINS) {
      expect(() => parseSubdomain(input as string), String(input)).toThrow(InvalidInputError);
    }
  });

  test('[C4] whatever it accepts is one label below zendesk.com', () => {
    const alphabet = fc.constantFrom(...'acme-.:/@#?\\%0[] \t\n。ａа', '.zendesk.com', 'https://', 'evil.com');
    const input = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.array(alphabet).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(input, (text) => {
        let subdomain: string;
        try {
          subdomain = parseSubdomain(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
          return;
        }
        const { hostname, origin } = new URL(`https://${subdomain}.zendesk.com`);
        expect(hostname).toBe(`${subdomain}.zendesk.com`);
        expect(origin).toBe(`https://${subdomain}.zendesk.com`);
        expect(subdomain).toMatch(/^[a-z0-9-]+$/);
      }),
      { numRuns: 5_000 },
    );
  });
});
