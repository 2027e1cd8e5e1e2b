/**
 * The sign-in of the bot owner. Put your own in the place of this password.
 */
import { randomUUID } from 'node:crypto';
import { Body, Controller, ForbiddenException, HttpCode, Post, Res } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Response } from 'express';

@Controller('sign-in')
export class SignInController {
  constructor(private readonly config: ConfigService) {}

  @Post()
  @HttpCode(204)
  signIn(@Body('password') password: unknown, @Res({ passthrough: true }) response: Response): void {
    if (password !== this.config.getOrThrow<string>('OWNER_PASSWORD')) throw new ForbiddenException('Wrong password');
    // Lax: no other site can post here, and the cookie still comes back with the browser from Zendesk.
    response.cookie('session', randomUUID(), { signed: true, httpOnly: true, secure: true, sameSite: 'lax' });
  }
}
