/**
 * Seals what goes into a store or through a browser, and opens what comes back. The only file that encrypts.
 *
 * A sealed value is a JWE (RFC 7516), `dir` with `A256GCM`, whose additional authenticated data says what it is for and
 * which connection it belongs to. That data is never stored: the reader recomputes it, so a value that was moved does not open.
 */
import * as base64url from 'jose/base64url';
import { ConfigurationError, TokenStoreError } from '../errors.js';
import { lazily } from '../util/lazily.js';

/** 32 random bytes: raw, or as base64url, base64 or hex. {@link generateEncryptionKey} creates one. */
export type EncryptionKey = string | Uint8Array;

/** What a sealed value is for; one kind never opens as another. */
export type SealPurpose = 'connection' | 'state';

/** @internal */
export interface Vault {
  /** Equal for vaults with the same keys in the same order. Reveals 64 of the 256 bits of a key at most. */
  readonly fingerprint: string;
  /** @param owner what the value belongs to, such as a connection id */
  seal(purpose: SealPurpose, owner: string, value: unknown): Promise<string>;
  /** @throws TokenStoreError when the value was altered, moved, or sealed with an unknown key */
  open(purpose: SealPurpose, owner: string, sealed: string): Promise<unknown>;
}

// Loaded when they are first needed, so that an import of the library costs less.
const loadEncrypt = lazily(() => import('jose/jwe/flattened/encrypt'));
const loadDecrypt = lazily(() => import('jose/jwe/flattened/decrypt'));

const FORMAT_VERSION = 1;
const KEY_BYTES = 32;
// Of 32 random bytes about 30 differ, and fewer than 8 in one key of 10^36.
const LEAST_DISTINCT_BYTES = 8;

/**
 * Generates a key for the option `encryptionKey`: 32 random bytes as base64url. Keep it like a password.
 *
 * @example
 * console.log(`ZENDESK_ENCRYPTION_KEY=${generateEncryptionKey()}`);
 */
export function generateEncryptionKey(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
}

/**
 * @param keys the first seals, all open
 * @throws ConfigurationError when one of them is not 32 bytes
 * @internal
 */
export function createVault(keys: readonly EncryptionKey[]): Vault {
  const raw = keys.map(toBytes);
  // Imported once and not extractable, so that no inspection of an object can show a key. The keys are kept, and not the
  // promise of them: where a runtime ends the work of a request, it would never settle for the requests after it.
  let keyring: ReadonlyMap<string, CryptoKey> | undefined;
  const loadKeyring = async () => {
    keyring ??= new Map(await Promise.all(raw.map(importKey)));
    raw.length = 0;
    return keyring;
  };

  return {
    fingerprint: raw.map(fingerprintOf).join(' '),

    async seal(purpose, owner, value) {
      const [current] = await loadKeyring();
      if (current === undefined) throw new ConfigurationError({ option: 'encryptionKey', problem: 'holds no key' });
      const [kid, key] = current;
      const { FlattenedEncrypt } = await loadEncrypt();
      const jwe = await new FlattenedEncrypt(new TextEncoder().encode(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
        .setAdditionalAuthenticatedData(authenticatedData(purpose, owner))
        .encrypt(key);
      return [jwe.protected, jwe.iv, jwe.ciphertext, jwe.tag].join('.');
    },

    async open(purpose, owner, sealed) {
      if (typeof sealed !== 'string') {
        throw new TokenStoreError({
          reason: 'unreadable',
          message: `The token store answered with a value of type ${typeof sealed}, not with the text that it was given`,
          hint: 'Have get() resolve to that text, or to undefined: run tokenStoreContract against the store.',
        });
      }
      const parts = sealed.split('.');
      if (parts.length !== 4 || !parts.every(isCanonical))
        throw unreadable('is damaged, or was not written by this library');
      const [header = '', iv = '', ciphertext = '', tag = ''] = parts;
      const keys = await loadKeyring();
      const { flattenedDecrypt } = await loadDecrypt();
      let unknownKey = false;
      try {
        const { plaintext } = await flattenedDecrypt(
          { protected: header, iv, ciphertext, tag, aad: base64url.encode(authenticatedData(purpose, owner)) },
          (protectedHeader) => {
            const kid = protectedHeader?.kid;
            const key = typeof kid === 'string' ? keys.get(kid) : undefined;
            unknownKey = key === undefined;
            if (key === undefined) throw new Error('unknown key');
            return key;
          },
          { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
        );
        return JSON.parse(new TextDecoder().decode(plaintext));
      } catch {
        // jose's error is dropped on purpose: it may quote the header.
        throw unreadable(unknownKey ? 'was sealed with a key that is not in "encryptionKey"' : 'was altered or moved');
      }
    },
  };
}

function authenticatedData(purpose: SealPurpose, owner: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(['zendesk-connector', FORMAT_VERSION, purpose, owner]));
}

/** Base64url leaves spare bits in the last character: only one spelling of each value is accepted. */
function isCanonical(part: string): boolean {
  try {
    return base64url.encode(base64url.decode(part)) === part;
  } catch {
    return false;
  }
}

function toBytes(key: EncryptionKey): Uint8Array<ArrayBuffer> {
  const bytes = key instanceof Uint8Array ? key : typeof key === 'string' ? decodeKey(key.trim()) : undefined;
  if (bytes?.byteLength !== KEY_BYTES) {
    throw badKey(`must be ${KEY_BYTES} bytes, raw or as base64url, base64 or hex`);
  }
  const pattern = patternOf(bytes);
  if (pattern !== undefined) throw badKey(`is not random: ${pattern}`);
  return new Uint8Array(bytes);
}

function badKey(problem: string): ConfigurationError {
  const hint =
    'Create one with generateEncryptionKey() or `openssl rand -base64 32`, and keep it with your other secrets. A passphrase or a placeholder is no key.';
  return new ConfigurationError({ option: 'encryptionKey', problem, hint });
}

/** What no 32 random bytes show. */
function patternOf(bytes: Uint8Array): string | undefined {
  const repeats = (numbers: Uint8Array) => new Set(numbers).size < LEAST_DISTINCT_BYTES;
  // The steps from byte to byte repeat in a sequence.
  if (repeats(bytes) || repeats(bytes.map((byte, at) => byte - (bytes[at - 1] ?? 0))))
    return 'its bytes follow a pattern';
  return isPassphrase(String.fromCharCode(...bytes)) ? 'its bytes are a passphrase' : undefined;
}

/** Text with blanks or in one case. Random text, of which some make a key, is hex or has letters of both cases. */
function isPassphrase(text: string): boolean {
  if (!/^[ -~]+$/.test(text) || /^[0-9a-f]+$/i.test(text)) return false;
  return text.includes(' ') || !/[a-z]/.test(text) || !/[A-Z]/.test(text);
}

/** Hex has 64 characters, which as base64 would be 48 bytes, so the two cannot be confused. */
function decodeKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) {
    return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  }
  const unpadded = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, '');
  return isCanonical(unpadded) ? base64url.decode(unpadded) : undefined;
}

/** 64 bits of 256: tells keys apart at once, while a hash of WebCrypto comes later. */
function fingerprintOf(bytes: Uint8Array): string {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x85ebca6b);
  }
  return [low, high].map((half) => (half >>> 0).toString(36)).join('-');
}

/** The key id is a hash of the key, so that it needs no configuration and tells nothing about a random key. */
async function importKey(bytes: Uint8Array<ArrayBuffer>): Promise<[kid: string, key: CryptoKey]> {
  const [digest, key] = await Promise.all([
    crypto.subtle.digest('SHA-256', bytes),
    crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']),
  ]);
  return [base64url.encode(new Uint8Array(digest).subarray(0, 9)), key];
}

function unreadable(problem: string): TokenStoreError {
  return new TokenStoreError({
    reason: 'unreadable',
    message: `A sealed value ${problem}`,
    hint: 'Pass every key that may have sealed it in "encryptionKey": [current, ...previous]. If the key is lost, connect({ …, replaceUnreadable: true }) connects again, and disconnect({ forgetUnreadable: true }) forgets the connection.',
  });
}
