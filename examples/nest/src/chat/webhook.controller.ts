/**
 * Brings an agent's reply back to its conversation.
 */
import { DatabaseSync } from 'node:sqlite';
import { Controller, Logger, Post, type RawBodyRequest, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ZENDESK_ACTIONS, ZendeskConnector } from 'zendesk-connector';
import { SqliteSeenStore } from 'zendesk-connector/sqlite-token-store';
import { receiveTicketEvents } from 'zendesk-connector/webhooks';
import { BOT_ID } from '../zendesk/bot-id.js';
import { Replies } from './replies.js';

@Controller('zendesk/webhook')
export class WebhookController {
  private readonly logger = new Logger(WebhookController.name);
  private readonly seen: SqliteSeenStore;

  constructor(
    database: DatabaseSync,
    private readonly connector: ZendeskConnector,
    private readonly replies: Replies,
  ) {
    this.seen = new SqliteSeenStore(database);
  }

  @Post()
  async receive(@Req() { headers, rawBody: body }: RawBodyRequest<Request>, @Res() response: Response): Promise<void> {
    const connection = this.connector.connection(BOT_ID, { permissions: [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS] });
    const options = { connection, seen: this.seen, onError: (error: unknown) => this.logger.warn(error) };
    const answer = await receiveTicketEvents({ headers, body }, options, async (event) => {
      const [bot, conversation] = event.externalId?.split('/') ?? [];
      if (event.type !== 'agent_replied' || bot !== BOT_ID || conversation === undefined) return;
      this.replies.add(conversation, event.comment.plainText);
    });
    response.status(answer.status).setHeaders(answer.headers).end();
  }
}
