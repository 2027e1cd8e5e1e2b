import { after } from 'next/server';
import { OWNER_PERMISSIONS, PUBLIC_BOT_PERMISSIONS, type ZendeskConnection, ZendeskConnector } from 'zendesk-connector';
import { FileTokenStore } from 'zendesk-connector/file-token-store';
import { MemorySeenStore } from 'zendesk-connector/webhooks';
import { required } from '@/lib/required';
import { simulatedFetch } from '@/lib/simulator';

export const BOT = 'bot-1';

export interface AgentReply {
  readonly id: string;
  readonly text: string;
}

interface Shared {
  readonly connector: ZendeskConnector;
  readonly seen: MemorySeenStore;
  /** By conversation. Put your own table in the place of this map. */
  readonly replies: Map<string, readonly AgentReply[]>;
}

// Next.js bundles pages and routes apart: what must exist once in the process belongs here.
const global = globalThis as typeof globalThis & { zendesk?: Shared };

/** Creates what the routes share at first use, when the secrets are there. */
export function zendesk(): Shared {
  global.zendesk ??= { connector: createConnector(), seen: new MemorySeenStore(), replies: new Map() };
  return global.zendesk;
}

function createConnector(): ZendeskConnector {
  return new ZendeskConnector({
    clientId: required('ZENDESK_CLIENT_ID'),
    clientSecret: required('ZENDESK_CLIENT_SECRET'),
    redirectUri: `${required('ORIGIN')}/zendesk/callback`,
    scope: ['tickets:read', 'tickets:write', 'users:read', 'webhooks:read', 'webhooks:write'],
    encryptionKey: required('ZENDESK_ENCRYPTION_KEY'),
    tokenStore: new FileTokenStore('.zendesk-tokens'),
    waitUntil: (work) => after(() => work),
    fetch: simulatedFetch(),
  });
}

export function ownerConnection(): ZendeskConnection {
  return zendesk().connector.connection(BOT, { permissions: OWNER_PERMISSIONS });
}

/** The handle for a visitor who is not signed in: they give an address, and nothing is known of it. */
export function visitorConnection(conversation: string) {
  return zendesk().connector.connection(BOT, {
    permissions: PUBLIC_BOT_PERMISSIONS,
    requester: 'from-conversation',
    ticketDefaults: { externalId: `${BOT}/${conversation}` },
  });
}
