/**
 * The signature of a webhook: base64(HMAC-SHA256(secret, timestamp + body)), over the bytes of the body as they are.
 * https://developer.zendesk.com/documentation/webhooks/verifying/
 */
import { LruCache } from '../util/lru-cache.js';

const encoder = new TextEncoder();

/** @internal */
export async function sign(secret: string, timestamp: string, body: Uint8Array): Promise<string> {
  const key = await importKey(secret);
  return toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, message(timestamp, body))));
}

/** @internal In constant time: WebCrypto compares. */
export async function isSignedWith(
  secret: string,
  signature: string,
  timestamp: string,
  body: Uint8Array,
): Promise<boolean> {
  const bytes = fromBase64(signature);
  if (bytes === undefined) return false;
  return crypto.subtle.verify('HMAC', await importKey(secret), bytes, message(timestamp, body));
}

// Keys, not promises of keys: on Workers a request must not await a promise of another request.
const keys = new LruCache<CryptoKey>({ maxEntries: 1_000, maxAge: 600_000 });

/** Imports a secret once, and not for each webhook. */
async function importKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign', 'verify']);
  keys.set(secret, key);
  return key;
}

function message(timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = encoder.encode(timestamp);
  const bytes = new Uint8Array(start.length + body.length);
  bytes.set(start);
  bytes.set(body, start.length);
  return bytes;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Only the one way to write these bytes: `atob` would also take spaces, and bits that mean nothing. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
