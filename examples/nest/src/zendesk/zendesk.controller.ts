/**
 * What the card of the integration shows and does. For the bot owner only.
 */
import { Body, Controller, Get, HttpCode, Post, Redirect, Req, UseGuards } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Request } from 'express';
import { OWNER_PERMISSIONS, type ZendeskConnection, ZendeskConnector } from 'zendesk-connector';
import { OwnerGuard } from '../sign-in/owner.guard.js';
import { SessionId } from '../sign-in/session-id.decorator.js';
import { BOT_ID } from './bot-id.js';

const auditContext = { actor: 'bot owner' };

@Controller('zendesk')
@UseGuards(OwnerGuard)
export class ZendeskController {
  private readonly owner: ZendeskConnection;

  constructor(
    private readonly connector: ZendeskConnector,
    private readonly config: ConfigService,
  ) {
    this.owner = connector.connection(BOT_ID, { permissions: OWNER_PERMISSIONS, auditContext });
  }

  @Post('connect')
  @Redirect('', 303)
  async connect(@Body('subdomain') subdomain: string, @SessionId() session: string): Promise<{ url: string }> {
    const { url } = await this.owner.connect({ subdomain, session, returnTo: '/zendesk/status' });
    return { url: url.href };
  }

  @Get('callback')
  @Redirect('', 303)
  async callback(@Req() request: Request, @SessionId() session: string): Promise<{ url: string }> {
    const { returnTo = '/' } = await this.connector.handleCallback(request, { session, auditContext });
    await this.owner.subscribe({ url: `${this.config.getOrThrow<string>('ORIGIN')}/zendesk/webhook` });
    return { url: returnTo };
  }

  @Get('status')
  status() {
    return this.owner.status();
  }

  @Post('disconnect')
  @HttpCode(200)
  disconnect() {
    return this.owner.disconnect();
  }
}
