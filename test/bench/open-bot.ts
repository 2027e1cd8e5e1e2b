/**
 * A connected chatbot whose requests go to the server of the benchmark by the `fetch` of Node.
 */
import {
  generateEncryptionKey,
  MemoryTokenStore,
  PUBLIC_BOT_PERMISSIONS,
  type TokenStore,
  ZENDESK_ACTIONS,
  ZendeskConnector,
} from 'zendesk-connector';

export const CUSTOMER = { email: 'ann@customer.example', name: 'Ann Customer' };

const PERMISSIONS = [
  ...PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT,
  ZENDESK_ACTIONS.ADD_COMMENT,
  ZENDESK_ACTIONS.CREATE_OAUTH,
];

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

/** A token store in memory that counts its reads. */
export function countingStore() {
  let reads = 0;
  const memory = new MemoryTokenStore();
  const tokenStore: TokenStore = {
    get(key) {
      reads++;
      return memory.get(key);
    },
    compareAndSet: (...change) => memory.compareAndSet(...change),
  };
  return { tokenStore, reads: () => reads };
}

export async function openBot() {
  const { tokenStore, reads } = countingStore();
  const own = createConnector({ tokenStore });
  await connectBot(own, 'bot-1');
  const bot = own.connection('bot-1', { permissions: PERMISSIONS, requester: CUSTOMER });
  return {
    bot,
    storeReads: reads,
    /** Returns the requests that `task` makes. */
    async watch(task: () => Promise<unknown>): Promise<Asked[]> {
      const asked: Asked[] = [];
      const { fetch } = globalThis;
      globalThis.fetch = (input, init) => {
        const body = typeof init?.body === 'string' ? { body: init.body } : {};
        asked.push({ method: init?.method ?? 'GET', url: String(input), ...body });
        return fetch(input, init);
      };
      try {
        await task();
      } finally {
        globalThis.fetch = fetch;
      }
      return asked;
    },
  };
}

export function createConnector(options: Partial<ConstructorParameters<typeof ZendeskConnector>[0]> = {}) {
  return new ZendeskConnector({
    clientId: 'bench',
    clientSecret: 'secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    rateLimiter: { take: async () => 0 },
    ...options,
  });
}

export async function connectBot(connector: ZendeskConnector, id: string): Promise<void> {
  const owner = connector.connection(id, { permissions: PERMISSIONS });
  const { url } = await owner.connect({ subdomain: 'acme', session: 'bench' });
  const state = encodeURIComponent(url.searchParams.get('state') ?? '');
  await connector.handleCallback(`/zendesk/callback?code=c&state=${state}`, { session: 'bench' });
}

export function botOf(connector: ZendeskConnector, id: string) {
  return connector.connection(id, { permissions: PERMISSIONS, requester: CUSTOMER });
}
