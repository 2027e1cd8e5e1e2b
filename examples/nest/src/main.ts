/**
 * Starts the chatbot backend.
 */
import { ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import { AppModule } from './app.module.js';

// Zendesk signs the raw bytes of a webhook.
const app = await NestFactory.create<NestExpressApplication>(AppModule, { rawBody: true });
app.useBodyParser('json', { limit: '1mb' });
// SIGTERM runs the hook of ZendeskModule.
app.enableShutdownHooks();
const config = app.get(ConfigService);
app.use(cookieParser(config.getOrThrow<string>('SESSION_SECRET')));
await app.listen(config.get<string>('PORT', '3000'));
