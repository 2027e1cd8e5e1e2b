/**
 * `zendesk-connector simulate`: serves the simulator for tests in any language.
 */
import { readFile } from 'node:fs/promises';
import type { AccountOptions } from '../testing/index.js';

interface SimulateFlags {
  /** 0: any port that is free. */
  readonly port: number;
  /** A file of JSON with `accounts`. */
  readonly seed: string | undefined;
}

const TOKEN = 'simulated-access-token';

/** Serves until the process ends. Prints how to reach the simulator, and then one line for each request. */
export async function simulate({ port, seed }: SimulateFlags): Promise<void> {
  // Only this command needs the simulator.
  const { createZendeskSimulator, serve } = await import('../testing/index.js');
  const accounts = seed === undefined ? undefined : await readAccounts(seed);
  const zendesk = createZendeskSimulator({ ...(accounts && { accounts }), onLog: (line) => console.log(line) });
  const [{ subdomain } = { subdomain: 'acme' }] = accounts ?? [];
  const account = zendesk.account(subdomain);
  if (!account.tokens.some(({ accessToken }) => accessToken === TOKEN)) account.addToken({ accessToken: TOKEN });
  const { url } = await serve(zendesk.fetch, { port });
  const { clientId, clientSecret } = zendesk.client;
  console.log(`A simulated Zendesk, account ${subdomain}, listens at ${url.origin}

  curl -H 'Authorization: Bearer ${TOKEN}' ${url.origin}/api/v2/users/me.json

  OAuth client   ${clientId}${clientSecret === undefined ? ' (public)' : `, secret ${clientSecret}`}
  Authorize      ${url.origin}/oauth/authorizations/new
  Tokens         ${url.origin}/oauth/tokens

The state lives as long as this process. Ctrl+C stops it.
`);
}

/** Checks the form of the file; the simulator checks the names of its resources. */
async function readAccounts(file: string): Promise<readonly AccountOptions[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`The seed ${file} cannot be read: ${(error as Error).message}`);
  });
  const { accounts } = parse(file, text);
  const isGood = Array.isArray(accounts) && accounts.length > 0 && accounts.every(hasSubdomain);
  if (!isGood) throw new Error(`The seed ${file} must be {"accounts":[{"subdomain":"acme","seed":{…}}]}.`);
  return accounts;
}

function parse(file: string, text: string): { readonly accounts?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    throw new Error(`The seed ${file} is not JSON: ${(error as Error).message}`);
  }
}

function hasSubdomain(account: unknown): account is AccountOptions {
  return typeof Object(account).subdomain === 'string';
}
