/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
 */
import { invalidRecord, json, noContent, notFound } from '../core/respond.js';
import { agents, type Call, everyUser, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import type { SimulatedAttachment } from '../tickets/ticket-record.js';

const WRITE = ['ticket_attachments:write', 'tickets:write', 'write'];
const LIFETIME_MS = 60 * 60_000;

export const uploadRoutes: readonly Route[] = [
  { method: 'POST', path: '/uploads', access: everyUser(...WRITE), query: ['filename', 'token'], answer: upload },
  { method: 'DELETE', path: '/uploads/{key}', access: everyUser(...WRITE), answer: remove },
  { method: 'GET', path: '/attachments/{id}', access: agents('tickets:read', 'read'), answer: show },
];

/** A further file under the token of an earlier one joins it. */
function upload({ store, query, bytes, request }: Call): Response {
  const name = query.get('filename') ?? '';
  if (name === '')
    throw invalidRecord({ filename: [{ description: 'Filename: cannot be blank', error: 'BlankValue' }] });
  const id = store.nextId();
  const attachment: SimulatedAttachment = {
    id,
    file_name: name,
    content_url: `https://${store.subdomain}.zendesk.com/attachments/token/${crypto.randomUUID()}/?name=${encodeURIComponent(name)}`,
    content_type: request.headers.get('content-type') ?? 'application/octet-stream',
    size: bytes.byteLength,
    inline: false,
    content: bytes,
  };
  const token = query.get('token');
  const { uploads } = store.state;
  const known = uploads.find((other) => other.token === token);
  if (token !== null && known === undefined) throw notFound('upload of this token');
  const added = known ?? {
    token: crypto.randomUUID().replaceAll('-', ''),
    expires_at: new Date(store.now() + LIFETIME_MS).toISOString().replace(/\.\d+Z$/, 'Z'),
    attachments: [],
  };
  added.attachments = [...added.attachments, attachment];
  if (known === undefined) uploads.push(added);
  const all = added.attachments.map((file) => showAttachment(store, file));
  const { token: shown, expires_at } = added;
  return json(
    { upload: { token: shown, expires_at, attachment: showAttachment(store, attachment), attachments: all } },
    201,
  );
}

function remove({ store, key }: Call): Response {
  const { uploads } = store.state;
  const at = uploads.findIndex(({ token }) => token === key);
  if (at < 0) throw notFound('upload of this token');
  uploads.splice(at, 1);
  return noContent();
}

function show({ store, id }: Call): Response {
  const attachment = store.state.comments.flatMap(({ attachments }) => attachments).find((file) => file.id === id);
  if (attachment === undefined) throw notFound(`attachment ${id}`);
  return json({ attachment: showAttachment(store, attachment) });
}

/** https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#json-format */
export function showAttachment(store: Store, attachment: SimulatedAttachment) {
  const { content: _, ...shown } = attachment;
  const { id, content_url: url } = shown;
  return {
    url: store.url(`/attachments/${id}.json`),
    mapped_content_url: url,
    deleted: false,
    malware_access_override: false,
    malware_scan_result: 'malware_not_found',
    ...shown,
    width: null,
    height: null,
    thumbnails: [],
  };
}
