/**
 * Answers with the sentence that an error of the library has for people.
 */
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { ZendeskError } from 'zendesk-connector';

@Catch(ZendeskError)
export class ZendeskErrorFilter implements ExceptionFilter<ZendeskError> {
  catch(error: ZendeskError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    response.status(error.status).json({ error: error.userMessage, code: error.code });
  }
}
