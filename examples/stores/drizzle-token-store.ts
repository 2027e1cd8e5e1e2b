/**
 * A token store of your own on Drizzle, for PostgreSQL.
 */
import { and, eq } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { pgTable, text } from 'drizzle-orm/pg-core';
import type { TokenStore } from 'zendesk-connector';

export const zendeskTokens = pgTable('zendesk_tokens', { key: text().primaryKey(), value: text().notNull() });

export function drizzleTokenStore(db: NodePgDatabase, table = zendeskTokens): TokenStore {
  const get = async (key: string): Promise<string | undefined> => {
    const [row] = await db.select({ value: table.value }).from(table).where(eq(table.key, key));
    return row?.value;
  };
  return {
    get,
    async compareAndSet(key, expected, next) {
      if (expected === next) return (await get(key)) === expected;
      if (expected === undefined) {
        const insert = db.insert(table).values({ key, value: next ?? '' });
        return (await insert.onConflictDoNothing().returning({ key: table.key })).length === 1;
      }
      const isExpected = and(eq(table.key, key), eq(table.value, expected));
      const rows =
        next === undefined
          ? await db.delete(table).where(isExpected).returning({ key: table.key })
          : await db.update(table).set({ value: next }).where(isExpected).returning({ key: table.key });
      return rows.length === 1;
    },
  };
}
