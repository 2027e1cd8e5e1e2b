/**
 * A token store of your own on Kysely, for PostgreSQL and SQLite.
 */
import type { Kysely } from 'kysely';
import type { TokenStore } from 'zendesk-connector';

/** The part of the database that the store uses: both columns are `text`, and `key` is the primary key. */
export interface TokenDatabase {
  zendesk_tokens: { key: string; value: string };
}

export function kyselyTokenStore(db: Kysely<TokenDatabase>): TokenStore {
  const get = async (key: string): Promise<string | undefined> => {
    const row = await db.selectFrom('zendesk_tokens').select('value').where('key', '=', key).executeTakeFirst();
    return row?.value;
  };
  return {
    get,
    async compareAndSet(key, expected, next) {
      if (expected === next) return (await get(key)) === expected;
      if (expected === undefined) {
        const insert = db.insertInto('zendesk_tokens').values({ key, value: next ?? '' });
        return (await insert.onConflict((row) => row.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n;
      }
      if (next === undefined) {
        const removal = db.deleteFrom('zendesk_tokens').where('key', '=', key).where('value', '=', expected);
        return (await removal.executeTakeFirst()).numDeletedRows === 1n;
      }
      const update = db.updateTable('zendesk_tokens').set({ value: next }).where('key', '=', key);
      return (await update.where('value', '=', expected).executeTakeFirst()).numUpdatedRows === 1n;
    },
  };
}
