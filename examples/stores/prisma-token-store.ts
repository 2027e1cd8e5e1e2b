/**
 * A token store of your own on Prisma, for PostgreSQL and MySQL. It is type-checked, and was not run: its generator
 * downloads a program.
 *
 *     model ZendeskToken {
 *       key   String @id
 *       value String
 *       @@map("zendesk_tokens")
 *     }
 */
import type { TokenStore } from 'zendesk-connector';

interface Row {
  readonly key: string;
  readonly value: string;
}

/** The part of the generated `PrismaClient` that the store uses. */
export interface PrismaTokens {
  readonly zendeskToken: {
    findUnique(query: { where: { key: string } }): PromiseLike<Row | null>;
    createMany(query: { data: Row[]; skipDuplicates: boolean }): PromiseLike<{ readonly count: number }>;
    updateMany(query: { where: Row; data: { value: string } }): PromiseLike<{ readonly count: number }>;
    deleteMany(query: { where: Row }): PromiseLike<{ readonly count: number }>;
  };
}

export function prismaTokenStore({ zendeskToken: rows }: PrismaTokens): TokenStore {
  const get = async (key: string): Promise<string | undefined> => (await rows.findUnique({ where: { key } }))?.value;
  return {
    get,
    async compareAndSet(key, expected, next) {
      if (expected === next) return (await get(key)) === expected;
      if (expected === undefined) {
        const data = [{ key, value: next ?? '' }];
        return (await rows.createMany({ data, skipDuplicates: true })).count === 1;
      }
      const where = { key, value: expected };
      const { count } =
        next === undefined ? await rows.deleteMany({ where }) : await rows.updateMany({ where, data: { value: next } });
      return count === 1;
    },
  };
}
