/**
 * The connector of the process, and the SQLite file with its tokens, limits, received webhooks and audit log.
 */
import { DatabaseSync } from 'node:sqlite';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { ZendeskConnector } from 'zendesk-connector';
import { SqliteRateLimiter, SqliteTokenStore } from 'zendesk-connector/sqlite-token-store';
import { AuditLog } from './audit-log.js';
import { KeepAliveJob } from './keep-alive.job.js';
import { ZendeskController } from './zendesk.controller.js';
import { ZendeskErrorFilter } from './zendesk-error.filter.js';

async function createConnector(
  config: ConfigService<Record<string, string>>,
  database: DatabaseSync,
  audit: AuditLog,
): Promise<ZendeskConnector> {
  const tokenStore = new SqliteTokenStore(database);
  await tokenStore.migrate();
  return new ZendeskConnector({
    clientId: config.getOrThrow('ZENDESK_CLIENT_ID'),
    clientSecret: config.getOrThrow('ZENDESK_CLIENT_SECRET'),
    redirectUri: `${config.getOrThrow('ORIGIN')}/zendesk/callback`,
    scope: ['tickets:read', 'tickets:write', 'users:read', 'webhooks:read', 'webhooks:write'],
    encryptionKey: config.getOrThrow('ZENDESK_ENCRYPTION_KEY'),
    tokenStore,
    rateLimiter: new SqliteRateLimiter(database),
    onEvent: (event) => audit.add(event),
  });
}

@Module({
  controllers: [ZendeskController],
  providers: [
    {
      provide: DatabaseSync,
      inject: [ConfigService],
      useFactory: (config: ConfigService) =>
        new DatabaseSync(config.getOrThrow<string>('DATABASE'), { timeout: 5_000 }),
    },
    { provide: ZendeskConnector, inject: [ConfigService, DatabaseSync, AuditLog], useFactory: createConnector },
    { provide: APP_FILTER, useClass: ZendeskErrorFilter },
    AuditLog,
    KeepAliveJob,
  ],
  exports: [DatabaseSync, ZendeskConnector],
})
export class ZendeskModule implements OnApplicationShutdown {
  constructor(private readonly connector: ZendeskConnector) {}

  /** Runs when no browser waits any more: what goes on in the background is saved before the process ends. */
  async onApplicationShutdown(): Promise<void> {
    await this.connector.flush();
  }
}
