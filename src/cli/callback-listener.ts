/**
 * The redirect URI of a terminal: listens on this machine until the browser has come back.
 */
import { createServer, type ServerResponse } from 'node:http';
import { ConfigurationError, OAuthCallbackError, ZendeskError } from '../errors.js';

interface CallbackHandler {
  onListening(): void;
  handle(callback: URL): Promise<unknown>;
}

const UNEXPECTED = { status: 500, userMessage: 'Something went wrong: see the terminal.' };
const ANSWER_TIME_MS = 500;
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Resolves when a callback was handled; rejects when Zendesk refused, or when the port cannot be used. */
export async function awaitCallback(redirectUri: URL, { onListening, handle }: CallbackHandler): Promise<void> {
  const { protocol, hostname, port, pathname } = redirectUri;
  if (protocol !== 'http:' || !LOCAL.has(hostname)) {
    throw new ConfigurationError({
      option: 'redirectUri',
      problem: `must lead to this machine, such as http://localhost:8787/zendesk/callback, and not to ${redirectUri.origin}`,
      hint: 'Register such a redirect URL with the OAuth client, and set ZENDESK_REDIRECT_URI to it.',
    });
  }
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.on('request', async (request, response) => {
        const callback = URL.canParse(request.url ?? '', redirectUri)
          ? new URL(request.url ?? '', redirectUri)
          : undefined;
        if (request.method !== 'GET' || callback?.pathname !== pathname) return answer(response, 404, 'Not found.');
        try {
          await handle(callback);
          answer(response, 200, 'Connected. You can close this window and go back to the terminal.');
          resolve();
        } catch (error) {
          const { status, userMessage } = error instanceof ZendeskError ? error : UNEXPECTED;
          answer(response, status, userMessage);
          // What was not begun here, such as a page of an earlier attempt that is loaded again, does not end this one.
          if (!(error instanceof OAuthCallbackError && error.reason === 'state')) reject(error);
        }
      });
      server.on('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? taken(redirectUri) : error),
      );
      server.listen(Number(port || 80), hostname.replace(/[[\]]/g, ''), onListening);
    });
  } finally {
    // Browsers open connections ahead of need, and keep them.
    server.close();
    setTimeout(() => server.closeAllConnections(), ANSWER_TIME_MS).unref();
    server.closeIdleConnections();
  }
}

function taken({ origin }: URL): Error {
  return new Error(`Another program listens at ${origin}. Stop it, or set ZENDESK_REDIRECT_URI.`);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(text);
}
