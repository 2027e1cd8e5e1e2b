/**
 * The chat of a visitor who is not signed in: they give an address, and nothing is known of it. The id of a conversation
 * is a secret of its visitor, such as `crypto.randomUUID()`.
 */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { PUBLIC_BOT_PERMISSIONS, ZendeskConnector } from 'zendesk-connector';
import { BOT_ID } from '../zendesk/bot-id.js';
import { Replies } from './replies.js';

@Controller('chat/:conversation')
export class ChatController {
  constructor(
    private readonly connector: ZendeskConnector,
    private readonly replies: Replies,
  ) {}

  @Post()
  @HttpCode(200)
  async ask(
    @Param('conversation') conversation: string,
    @Body('name') name: string,
    @Body('email') email: string,
    @Body('subject') subject: string,
    @Body('body') body: string,
  ): Promise<{ ticketId: number; summary: string }> {
    const bot = this.connector.connection(BOT_ID, {
      permissions: PUBLIC_BOT_PERMISSIONS,
      requester: 'from-conversation',
      ticketDefaults: { externalId: `${BOT_ID}/${conversation}` },
      auditContext: { actor: 'visitor' },
    });
    // The library checks what a visitor sends.
    const { ticketId } = await bot.createTicket({ subject, body, requester: { name, email } });
    const { summary } = await bot.getTicketStatus({ ticketId, email });
    return { ticketId, summary };
  }

  @Get()
  answers(@Param('conversation') conversation: string): readonly object[] {
    return this.replies.of(conversation);
  }
}
