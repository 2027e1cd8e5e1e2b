/**
 * Serves the contents of files: the address of a file at the account leads to Zendesk's host for contents.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
 */
import { html } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { authenticate } from '../oauth/authenticate.js';
import type { SimulatedAttachment } from '../tickets/ticket-record.js';

const ADDRESS = /^\/attachments\/token\/([^/]+)\/?$/;
const CONTENT = /^\/attachment\/([^/]+)$/;

/** Undefined when the request is for something else. */
export function serveContent(store: Store, request: Request): Response | undefined {
  const url = new URL(request.url);
  const [, token] = ADDRESS.exec(url.pathname) ?? [];
  const [, contentToken] = CONTENT.exec(url.pathname) ?? [];
  if (token !== undefined) return redirect(store, request, token);
  return contentToken === undefined ? undefined : content(store, contentToken);
}

function redirect(store: Store, request: Request, token: string): Response {
  const isStranger = typeof authenticate(store, request.headers.get('authorization')) === 'string';
  if (store.quirks.attachmentsArePrivate && isStranger) {
    return new Response(null, {
      status: 302,
      headers: { location: `https://${store.subdomain}.zendesk.com/access/unauthenticated` },
    });
  }
  if (fileOf(store, token) === undefined) return notThere();
  const location = `https://${store.subdomain}.zdusercontent.com/attachment/${token}`;
  return new Response(null, { status: 302, headers: { location } });
}

function content(store: Store, token: string): Response {
  const file = fileOf(store, token);
  if (file === undefined) return notThere();
  const { content = new Uint8Array(file.size), content_type } = file;
  return new Response(content, { headers: { 'content-type': content_type } });
}

function fileOf({ state }: Store, token: string): SimulatedAttachment | undefined {
  const files = [...state.comments, ...state.uploads].flatMap(({ attachments }) => attachments);
  const file = files.find(({ content_url: address }) => address.includes(`/attachments/token/${token}/`));
  return file?.deleted === true ? undefined : file;
}

const notThere = () => html('<title>Not found</title><h1>Not found</h1>', 404);
