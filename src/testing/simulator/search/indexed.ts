import type { Store } from '../core/store.js';

/** The records that search knows so far: it runs behind the writes by some time. */
export function indexed<T extends { readonly created_at: string }>(store: Store, records: readonly T[]): readonly T[] {
  const seenUntil = store.now() - store.searchLagSeconds * 1000;
  return records.filter(({ created_at }) => Date.parse(created_at) <= seenUntil);
}
