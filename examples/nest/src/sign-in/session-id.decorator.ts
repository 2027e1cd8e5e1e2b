/**
 * The id of the browser session of the bot owner, from a cookie that this server has signed.
 */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

export function sessionOf(context: ExecutionContext): string | undefined {
  const { session } = context.switchToHttp().getRequest<Request>().signedCookies;
  // A cookie with a wrong signature is `false`.
  return typeof session === 'string' ? session : undefined;
}

export const SessionId = createParamDecorator((_: unknown, context) => sessionOf(context));
