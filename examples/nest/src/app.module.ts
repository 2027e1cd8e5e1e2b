import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import { ChatModule } from './chat/chat.module.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { ZendeskModule } from './zendesk/zendesk.module.js';

@Module({
  imports: [ConfigModule.forRoot({ isGlobal: true }), ScheduleModule.forRoot(), ZendeskModule, ChatModule],
  controllers: [SignInController],
})
export class AppModule {}
