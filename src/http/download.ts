/**
 * Opens a file of a ticket at the address that Zendesk gave. The token goes to the account itself and nowhere else, and
 * only where Zendesk does not open the file without it. No error and no report holds the address: it may open for everyone.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
 */
import { NetworkError, TicketError, ZendeskError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import { originOf, type ZendeskSubdomain } from '../subdomain.js';
import { toError } from './api-error.js';
import type { Deadline } from './deadline.js';
import { toResponse } from './foreign-response.js';
import { type Authorize, type Fetch, NotSent } from './http.js';
import { createObserver, type OnRequest } from './request-report.js';
import { transportCodeOf } from './transport-code.js';

/** @internal What sends the requests of a connector. */
export interface Transport {
  readonly fetch: Fetch;
  readonly onRequest: OnRequest | undefined;
  /** Sent with each request to the account. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Download {
  readonly subdomain: ZendeskSubdomain;
  /** As Zendesk gave it. */
  readonly address: string;
  readonly authorize: Authorize;
  readonly deadline: Deadline;
}

const MAX_REDIRECTS = 3;
const LABEL = 'GET /attachments/[removed]';
const FILE_PATH = /^\/(sc\/)?attachments\//;
const CONTENT_HOST = /^([a-z\d-]+\.)+zdusercontent\.com$/;

/**
 * Resolves to the answer with the body that was not read yet.
 *
 * @throws TicketError `attachment_refused` or `not_found`, NetworkError, ApiError, RateLimitedError
 * @internal
 */
export async function download(
  { subdomain, address, authorize, deadline }: Download,
  { fetch, onRequest, headers }: Transport,
): Promise<Response> {
  const observe = createObserver(onRequest, { subdomain, method: 'GET', path: '/attachments/[removed]' });
  const origin = originOf(subdomain);
  const get = (url: URL, credentials: Readonly<Record<string, string>> = {}) => {
    const init = {
      method: 'GET',
      headers: url.origin === origin ? { ...headers, ...credentials } : {},
      redirect: 'manual',
      signal: deadline.signal,
    } as const;
    return observe(deadline, async () => toResponse(await fetch(url.href, init)));
  };
  /** Follows redirects as long as they lead to files. */
  const follow = async (first: (url: URL) => Promise<Response>): Promise<Response> => {
    let url = fileAddress(address, undefined, origin);
    for (let hops = 0; ; hops++) {
      if (url === undefined)
        throw refused('The file is not kept where Zendesk keeps files, or Zendesk demands a sign-in');
      const response = await (hops === 0 ? first(url) : get(url));
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null) return response;
      response.body?.cancel().catch(() => {});
      if (hops === MAX_REDIRECTS) throw refused('Zendesk redirects the file too often');
      url = fileAddress(location, url, origin);
    }
  };
  try {
    const open = await follow(get).catch((error: unknown) => {
      if (error instanceof TicketError) return undefined;
      throw error;
    });
    if (open?.ok) return open;
    open?.body?.cancel().catch(() => {});
    // Files of an account with private attachments open for the connected user only.
    const isForbidden = open === undefined || [401, 403, 404].includes(open.status);
    const response = isForbidden
      ? await follow((url) => authorize(subdomain, async (credentials) => asRefusal(await get(url, credentials))))
      : open;
    if (response.ok) return response;
    response.body?.cancel().catch(() => {});
    throw errorFor(response);
  } catch (error) {
    if (error instanceof NotSent) throw error.error;
    if (error instanceof ZendeskError) throw error;
    deadline.throwIfEnded();
    // The error of the transport may show the address.
    const transportCode = transportCodeOf(error);
    throw new NetworkError({ timedOut: false, ambiguous: false, transportCode, request: LABEL });
  }
}

/** The address if it is one of a file at Zendesk. With a token, another path of the account could be a request of its own. */
function fileAddress(address: string, base: URL | undefined, origin: string): URL | undefined {
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  const isAtAccount = url.origin === origin && FILE_PATH.test(url.pathname);
  return isAtAccount || CONTENT_HOST.test(url.hostname) ? url : undefined;
}

/** The token has just worked for the API: a 401 here is about the file, and must not end the connection. */
function asRefusal(response: Response): Response {
  if (response.status !== 401) return response;
  response.body?.cancel().catch(() => {});
  return new Response(null, { status: 403, headers: response.headers });
}

function errorFor(response: Response): ZendeskError {
  const { status } = response;
  if (status === 404 || status === 410) {
    return new TicketError({
      code: 'not_found',
      message: 'Zendesk no longer has the file',
      request: LABEL,
      userMessage: userMessages.fileNotFound,
      hint: 'An agent may have deleted the file. Read the conversation again for the files that are there.',
    });
  }
  if (status < 500 && status !== 429) return refused(`Zendesk answered ${status} in place of the file`);
  return toError(response, '', { repeatable: true, request: LABEL });
}

function refused(message: string): TicketError {
  return new TicketError({
    code: 'attachment_refused',
    message,
    request: LABEL,
    userMessage: userMessages.fileRefused,
    hint: 'Check in Zendesk that the connected user may open the file. Files that other companies keep are not fetched.',
  });
}
