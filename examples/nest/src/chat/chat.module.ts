import { Module } from '@nestjs/common';
import { ZendeskModule } from '../zendesk/zendesk.module.js';
import { ChatController } from './chat.controller.js';
import { Replies } from './replies.js';
import { WebhookController } from './webhook.controller.js';

@Module({ imports: [ZendeskModule], controllers: [ChatController, WebhookController], providers: [Replies] })
export class ChatModule {}
