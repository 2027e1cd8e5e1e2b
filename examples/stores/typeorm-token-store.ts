/**
 * A token store of your own on TypeORM, for PostgreSQL.
 */
import { type DataSource, EntitySchema } from 'typeorm';
import type { TokenStore } from 'zendesk-connector';

export const ZendeskToken = new EntitySchema<{ key: string; value: string }>({
  name: 'zendesk_tokens',
  columns: { key: { type: 'text', primary: true }, value: { type: 'text' } },
});

export function typeOrmTokenStore(dataSource: DataSource): TokenStore {
  const rows = dataSource.getRepository(ZendeskToken);
  const get = async (key: string): Promise<string | undefined> => (await rows.findOneBy({ key }))?.value;
  return {
    get,
    async compareAndSet(key, expected, next) {
      if (expected === next) return (await get(key)) === expected;
      if (expected === undefined) {
        const insert = rows
          .createQueryBuilder()
          .insert()
          .values({ key, value: next ?? '' });
        return (await insert.orIgnore().returning('key').execute()).raw.length === 1;
      }
      const { affected } =
        next === undefined
          ? await rows.delete({ key, value: expected })
          : await rows.update({ key, value: expected }, { value: next });
      return affected === 1;
    },
  };
}
