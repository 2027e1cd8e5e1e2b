/**
 * A token store of your own on MongoDB. It is type-checked, and was not run: no server was at hand.
 */
import { type Collection, MongoServerError } from 'mongodb';
import type { TokenStore } from 'zendesk-connector';

const DUPLICATE_KEY = 11_000;

/** @param collection with the read preference `primary` and the write concern `majority` */
export function mongoDbTokenStore(collection: Collection<{ _id: string; value: string }>): TokenStore {
  const get = async (key: string): Promise<string | undefined> =>
    (await collection.findOne({ _id: key }, { readConcern: 'majority' }))?.value;
  return {
    get,
    async compareAndSet(key, expected, next) {
      if (expected === next) return (await get(key)) === expected;
      if (expected === undefined) {
        try {
          await collection.insertOne({ _id: key, value: next ?? '' });
          return true;
        } catch (error) {
          if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
          throw error;
        }
      }
      if (next === undefined) return (await collection.deleteOne({ _id: key, value: expected })).deletedCount === 1;
      return (await collection.updateOne({ _id: key, value: expected }, { $set: { value: next } })).matchedCount === 1;
    },
  };
}
