/**
 * Renews the tokens of an idle bot before they expire.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { OWNER_PERMISSIONS, ZendeskConnector, ZendeskError } from 'zendesk-connector';
import { BOT_ID } from './bot-id.js';

@Injectable()
export class KeepAliveJob {
  private readonly logger = new Logger(KeepAliveJob.name);

  constructor(private readonly connector: ZendeskConnector) {}

  @Cron(CronExpression.EVERY_DAY_AT_4AM)
  async run(): Promise<void> {
    try {
      await this.connector.connection(BOT_ID, { permissions: OWNER_PERMISSIONS }).keepAlive();
    } catch (error) {
      if (!(error instanceof ZendeskError)) throw error;
      this.logger.warn(error.message);
    }
  }
}
