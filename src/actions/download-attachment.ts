/**
 * Finds a file on a public comment of the requester's ticket, and opens it. For your application alone: no model gets this.
 */
import { TicketError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import { oneLine, shorten } from '../util/plain-text.js';
import type { ActionContext } from './action.js';
import { commentPages } from './comment-pages.js';
import { readOwnTicket } from './requester-guard.js';
import { mimeTypeOf } from './shown-file.js';
import type { WireAttachment } from './wire.js';

/** Which file to download, and how large it may be. */
export interface DownloadAttachmentInput {
  readonly ticketId: number;
  /** From an event of `receiveTicketEvents()`, or from `getTicketConversation()`. */
  readonly attachmentId: number;
  /** Only for an anonymous visitor, who must know the requester's e-mail address as well. */
  readonly email?: string | undefined;
  /** In bytes. @defaultValue 10,000,000 */
  readonly maxBytes?: number | undefined;
}

/** A file on its way from Zendesk. */
export interface DownloadedAttachment {
  readonly ticketId: number;
  readonly attachmentId: number;
  /** On one line, at most 100 characters, without slashes, and not only dots. Someone outside chose it. */
  readonly name: string;
  /** As Zendesk says. Nothing vouches for it. @defaultValue 'application/octet-stream' */
  readonly type: string;
  /** In bytes, as Zendesk says. */
  readonly size?: number;
  /** Whether Zendesk looked for malware and found none. False also while Zendesk has yet to look. */
  readonly isScanned: boolean;
  /** Read it, or cancel it. Fails with a TicketError when it is larger than `maxBytes`. */
  readonly body: ReadableStream<Uint8Array>;
}

const MAX_NAME = 100;

/** @internal 10 MB, the limit for files of the end user as well. */
export const DEFAULT_MAX_BYTES = 10_000_000;

/** @internal */
export async function openAttachment(
  { ticketId, attachmentId, email, maxBytes = DEFAULT_MAX_BYTES }: DownloadAttachmentInput,
  context: ActionContext,
): Promise<DownloadedAttachment> {
  const { ticket } = await readOwnTicket(ticketId, email, context);
  const file = await findFile(ticket.id, attachmentId, context);
  if (file === undefined || !file.content_url || file.deleted === true) throw fileNotFound();
  const { file_name: name, content_type: type, malware_scan_result: scan } = file;
  if (scan === 'malware_found' && file.malware_access_override !== true) throw unsafe();
  if ((file.size ?? 0) > maxBytes) throw fileTooLarge(maxBytes);
  const response = await context.download(file.content_url);
  if (response.body === null) throw fileNotFound();
  if (Number(response.headers.get('content-length')) > maxBytes) {
    response.body.cancel().catch(() => {});
    throw fileTooLarge(maxBytes);
  }
  return {
    ticketId: ticket.id,
    attachmentId,
    name: fileName(name ?? ''),
    type: mimeTypeOf(type) ?? 'application/octet-stream',
    ...(file.size == null ? {} : { size: file.size }),
    isScanned: scan === 'malware_not_found',
    body: response.body,
  };
}

/** One that stays in its folder: `..` is the folder above. */
function fileName(name: string): string {
  const safe = oneLine(name).replace(/[/\\]+/g, '_');
  return /^\.*$/.test(safe) ? 'file' : shorten(safe, MAX_NAME);
}

/** A file of an internal note is as unknown as one that does not exist, after as many requests. */
async function findFile(
  ticketId: number,
  attachmentId: number,
  context: ActionContext,
): Promise<WireAttachment | undefined> {
  for await (const { comments } of commentPages(ticketId, context, { include_inline_images: 'true' })) {
    const files = comments.flatMap((comment) => (comment.public === true ? (comment.attachments ?? []) : []));
    const found = files.find(({ id }) => id === attachmentId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fileNotFound(): TicketError {
  return new TicketError({
    code: 'not_found',
    message: 'There is no such file on a public comment of this ticket',
    userMessage: userMessages.fileNotFound,
    hint: 'An agent may have deleted the file. Read the conversation again for the files that are there.',
  });
}

/** @internal */
export function fileTooLarge(maxBytes: number): TicketError {
  return new TicketError({
    code: 'attachment_too_large',
    message: `The file is larger than ${maxBytes} bytes`,
    userMessage: userMessages.fileRefused,
    hint: 'Pass a larger `maxBytes` if your application can take the file.',
  });
}

function unsafe(): TicketError {
  return new TicketError({
    code: 'attachment_refused',
    message: 'Zendesk found malware in the file',
    userMessage: userMessages.fileRefused,
    ownerMessage: 'Zendesk found malware in this file. An admin can allow access to it in Zendesk.',
    hint: 'Do not offer the file. An admin can allow access to it in Zendesk if the finding is wrong.',
  });
}
