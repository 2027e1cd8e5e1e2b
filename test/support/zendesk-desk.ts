/**
 * A simulated account with a client for it, as tests of the simulator ask it.
 */
import { createZendeskSimulator, type SimulatorOptions } from '../../src/testing/index.js';

export type Json = ReturnType<typeof JSON.parse>;

export function createDesk(options: SimulatorOptions = {}, seed = {}) {
  const zendesk = createZendeskSimulator({ accounts: [{ subdomain: 'acme', seed }], ...options });
  const account = zendesk.account('acme');
  const { accessToken } = account.addToken({ accessToken: 'secret-access-token' });
  const ask = async (method: string, path: string, body?: unknown, bearer: string | null = accessToken) => {
    const response = await zendesk.fetch(`https://acme.zendesk.com${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Json,
    };
  };
  const api = (method: string, path: string, body?: unknown, bearer?: string | null) =>
    ask(method, `/api/v2${path}`, body, bearer);
  const find = async (query: string): Promise<readonly number[]> =>
    (await api('GET', `/search?query=${encodeURIComponent(query)}`)).body.results.map(({ id }: Json) => id);
  return { zendesk, account, ask, api, find };
}
