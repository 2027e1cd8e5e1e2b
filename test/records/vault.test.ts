import * as base64url from 'jose/base64url';
import { FlattenedEncrypt } from 'jose/jwe/flattened/encrypt';
import { describe, expect, test } from 'vitest';
import { ConfigurationError, generateEncryptionKey, TokenStoreError } from '../../src/index.js';
import { createVault } from '../../src/records/vault.js';

const key = generateEncryptionKey();
const vault = createVault([key]);
const value = { accessToken: 'access-token-canary', nested: { list: [1, 'ü', null] } };

describe('vault', () => {
  test('opens what it sealed; each time it is sealed differently and shows nothing', async () => {
    const sealed = await vault.seal('connection', 'bot-1', value);
    expect(await vault.open('connection', 'bot-1', sealed)).toEqual(value);
    expect(await vault.seal('connection', 'bot-1', value)).not.toBe(sealed);
    expect(sealed).not.toContain('canary');
    for (const part of sealed.split('.'))
      expect(new TextDecoder().decode(base64url.decode(part))).not.toContain('canary');
  });

  test('[T14] every change of a character and every truncation is refused', async () => {
    const sealed = await vault.seal('connection', 'bot-1', { accessToken: 'x' });
    const altered: string[] = [];
    for (let at = 0; at < sealed.length; at++) {
      for (const other of ['A', 'B', '_', '.', '=', ' ']) {
        if (sealed[at] !== other) altered.push(sealed.slice(0, at) + other + sealed.slice(at + 1));
      }
      altered.push(sealed.slice(0, at));
    }
    altered.push(`${sealed}.`, `${sealed}A`, ` ${sealed}`, sealed.replaceAll('.', '..'), '', '....', '{}');
    const outcomes = await Promise.all(
      altered.map((text) =>
        vault.open('connection', 'bot-1', text).then(
          () => text,
          (error: unknown) => error,
        ),
      ),
    );
    for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 'token_store', reason: 'unreadable' });
  });

  test('[T14] a value that was moved to another connection is refused: all pairs of ten', async () => {
    const owners = Array.from({ length: 10 }, (_, n) => `bot-${n}`);
    const sealed = await Promise.all(owners.map((owner) => vault.seal('connection', owner, { owner })));
    for (const [from, text] of sealed.entries()) {
      for (const [to, owner] of owners.entries()) {
        const opening = vault.open('connection', owner, text);
        if (from === to) await expect(opening).resolves.toEqual({ owner });
        else await expect(opening).rejects.toThrow(TokenStoreError);
      }
    }
  });

  test('[T14b] a state and a record cannot stand in for one another', async () => {
    const state = await vault.seal('state', '', value);
    const record = await vault.seal('connection', '', value);
    await expect(vault.open('connection', '', state)).rejects.toThrow(TokenStoreError);
    await expect(vault.open('state', '', record)).rejects.toThrow(TokenStoreError);
  });

  test('[T15] every given key opens, the first one seals, a key that is not given is named as the trouble', async () => {
    const next = generateEncryptionKey();
    const sealedByOld = await vault.seal('connection', 'bot-1', value);
    const rotated = createVault([next, key]);
    expect(await rotated.open('connection', 'bot-1', sealedByOld)).toEqual(value);
    const sealedByNext = await rotated.seal('connection', 'bot-1', value);
    expect(await createVault([next]).open('connection', 'bot-1', sealedByNext)).toEqual(value);
    await expect(vault.open('connection', 'bot-1', sealedByNext)).rejects.toThrow(/key that is not in "encryptionKey"/);
  });

  test('a raw key and its base64url are the same key', async () => {
    const raw = createVault([base64url.decode(key)]);
    expect(await raw.open('connection', 'a', await vault.seal('connection', 'a', value))).toEqual(value);
  });

  test.each([
    ['31 bytes', new Uint8Array(31)],
    ['33 bytes', new Uint8Array(33)],
    ['a passphrase', 'correct horse battery staple'],
    ['base64 with padding', `${base64url.encode(new Uint8Array(32))}=`],
    ['nothing', ''],
    ['a number', 42],
    ['undefined', undefined],
  ])('refuses a key that is %s', (_, bad) => {
    expect(() => createVault([bad as string])).toThrow(ConfigurationError);
  });

  test('[T14] hostile headers are refused: other algorithms, foreign key ids, compression', async () => {
    const bytes = base64url.decode(key);
    const [header = '', iv, ciphertext, tag] = (await vault.seal('connection', 'a', value)).split('.');
    const { kid } = JSON.parse(new TextDecoder().decode(base64url.decode(header)));
    const headers = [
      { alg: 'none', enc: 'A256GCM', kid },
      { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', kid, p2c: 2_000_000_000, p2s: 'AAAA' },
      { alg: 'A256GCMKW', enc: 'A256GCM', kid, iv: 'AAAA', tag: 'AAAA' },
      { alg: 'dir', enc: 'A128CBC-HS256', kid },
      { alg: 'dir', enc: 'A256GCM', kid: '__proto__' },
      { alg: 'dir', enc: 'A256GCM', kid: 'constructor' },
      { alg: 'dir', enc: 'A256GCM' },
      { alg: 'dir', enc: 'A256GCM', kid, zip: 'DEF' },
      { alg: 'dir', enc: 'A256GCM', kid, crit: ['exp'], exp: 1 },
    ];
    for (const hostile of headers) {
      const part = base64url.encode(JSON.stringify(hostile));
      await expect(vault.open('connection', 'a', [part, iv, ciphertext, tag].join('.'))).rejects.toThrow(
        TokenStoreError,
      );
    }
    // Sealed with the right key, but bound to nothing.
    const unbound = await new FlattenedEncrypt(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
      .encrypt(bytes);
    const text = [unbound.protected, unbound.iv, unbound.ciphertext, unbound.tag].join('.');
    await expect(vault.open('connection', 'a', text)).rejects.toThrow(TokenStoreError);
  });
});
