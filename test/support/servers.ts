/**
 * The Redis, PostgreSQL and MySQL that tests talk to, if they are there. Where one is not, its tests are skipped, visibly.
 */
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { DATABASE_URL, MYSQL_URL, REDIS_URL } from './shared-store.js';

export const hasRedis = await answers('Redis', REDIS_URL, async () => {
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  await redis.connect();
  await redis.quit();
});

export const hasPostgres = await answers('PostgreSQL', DATABASE_URL, async () => {
  const client = new pg.Client(DATABASE_URL);
  await client.connect();
  await client.end();
});

export const hasMysql = await answers('MySQL', MYSQL_URL, async () => {
  const connection = await mysql.createConnection(MYSQL_URL);
  await connection.end();
});

async function answers(name: string, url: string, connect: () => Promise<void>): Promise<boolean> {
  try {
    await connect();
    return true;
  } catch {
    if (process.env['CI']) throw new Error(`No ${name} answers at ${url}`);
    console.warn(`No ${name} answers at ${url}: its tests are skipped.`);
    return false;
  }
}
