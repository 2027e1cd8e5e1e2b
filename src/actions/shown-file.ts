/**
 * What may be told of a file of a comment. Its address is left out: it may open for everyone.
 */
import type { WireAttachment } from './wire.js';

const MIME_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/;
const MAX_FILES = 20;

/** A file of a public comment. Its name is in `background`, because people outside chose it. */
export interface ConversationFile {
  /** For `downloadAttachment()`. */
  readonly id: number;
  /** A MIME type, such as `image/png`. */
  readonly type?: string | undefined;
  /** In bytes. */
  readonly size?: number | undefined;
}

/** @internal Returns the files that Zendesk still has. */
export function shownFiles(attachments: readonly WireAttachment[] | null | undefined): readonly WireAttachment[] {
  return (attachments ?? []).filter(({ deleted }) => deleted !== true).slice(0, MAX_FILES);
}

/** @internal Describes a file without anything that a person outside wrote. */
export function describeFile({ content_type: type, size }: WireAttachment): Pick<ConversationFile, 'type' | 'size'> {
  const mimeType = mimeTypeOf(type);
  return { ...(mimeType === undefined ? {} : { type: mimeType }), ...(size == null || size < 0 ? {} : { size }) };
}

/** @internal Undefined for what is no MIME type. */
export function mimeTypeOf(type: string | null | undefined): string | undefined {
  const mimeType = type?.split(';')[0]?.trim().toLowerCase() ?? '';
  return MIME_TYPE.test(mimeType) ? mimeType : undefined;
}
