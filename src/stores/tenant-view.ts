/**
 * Gives each tenant a view of a token store object: one for each OAuth client and set of encryption keys. What
 * connectors keep in memory hangs on the view, so connectors of one tenant share it and those of two tenants do not.
 */
import { perStore } from '../util/per-store.js';
import type { TokenStore } from './token-store.js';

const MAX_VIEWS = 10_000;

/** The views by tenant, the one that was used least lately first. */
const viewsOf = perStore(() => new Map<string, TokenStore>());

/** @internal Returns the same object for the same store object and the same tenant. */
export function tenantView(store: TokenStore, tenant: string): TokenStore {
  const views = viewsOf(store);
  const view = views.get(tenant) ?? createView(store);
  views.delete(tenant);
  views.set(tenant, view);
  const [leastUsed] = views.keys();
  if (views.size > MAX_VIEWS && leastUsed !== undefined) views.delete(leastUsed);
  return view;
}

function createView(store: TokenStore): TokenStore {
  const { lock } = store;
  return {
    get: (key) => store.get(key),
    compareAndSet: (key, expected, next) => store.compareAndSet(key, expected, next),
    ...(lock === undefined
      ? {}
      : { lock: <T>(key: string, task: () => Promise<T>) => lock.call(store, key, task) as Promise<T> }),
  };
}
