/** The parts of Bun that the examples and tests use. */
declare module 'bun' {
  import type { PostgresJsClient } from 'zendesk-connector/postgres-token-store';
  import type { RedisClient as AnyRedisClient } from 'zendesk-connector/redis-token-store';

  type Route = Response | ((request: Request) => Promise<Response>);

  export function serve(options: { readonly port: number; readonly routes: Readonly<Record<string, Route>> }): {
    readonly url: URL;
    stop(closesConnections: boolean): Promise<void>;
  };
  export const SQL: new (url: string) => PostgresJsClient & { end(): Promise<void> };
  export const RedisClient: new (url: string) => AnyRedisClient & { close(): void };
}

declare module 'bun:sqlite' {
  import type { SqliteDatabase } from 'zendesk-connector/sqlite-token-store';

  export const Database: new (path: string) => SqliteDatabase;
}
