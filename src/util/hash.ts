/**
 * Random strings and hashes in base64url, as OAuth writes them.
 */
import * as base64url from 'jose/base64url';

/** @internal 256 random bits: 43 characters. */
export function randomString(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
}

// WebCrypto hashes in a thread pool, which costs far more than the hash. Node, Bun and Deno have one without that hop.
const nodeCrypto = globalThis.process?.getBuiltinModule?.('node:crypto');

/** @internal The S256 transformation of RFC 7636 section 4.2, which serves every other hash here too. */
export async function sha256(text: string): Promise<string> {
  if (nodeCrypto?.hash !== undefined) return nodeCrypto.hash('sha256', text, 'base64url');
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}
