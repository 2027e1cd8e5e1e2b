/**
 * Checks the files of a call, and uploads them once. Loaded by the first call that has files.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
 */
import * as base64url from 'jose/base64url';
import { ConfigurationError, InvalidInputError, TicketError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import { toStandardSchema } from '../schema.js';
import { sha256 } from '../util/hash.js';
import { oneLine } from '../util/plain-text.js';
import * as z from '../util/zod.js';
import type { ActionContext } from './action.js';
import type { Uploads } from './action-memory.js';
import type { TicketExtras } from './ticket-extras.js';
import { withoutPlaceholders } from './without-placeholders.js';

const MAX_FILES = 5;
const MAX_BYTES = 10_000_000;
const MAX_NAME = 100;
// Zendesk keeps a file for 60 minutes until a ticket or a comment takes it.
const USABLE_FOR_MS = 50 * 60_000;

/** Types that agents can look at without danger, with their extensions. The first one completes a name. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'log'],
  'text/csv': ['csv'],
  'application/json': ['json'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a'],
  'audio/ogg': ['ogg'],
  'audio/wav': ['wav'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
  'video/quicktime': ['mov'],
};

interface CheckedFile {
  readonly name: string;
  readonly type: string;
  readonly data: Uint8Array;
}

/** @internal The files of a call, ready to be uploaded. */
export interface CheckedFiles {
  readonly files: readonly CheckedFile[];
  /** The same for the same files, and different for others. */
  readonly fingerprint: string;
}

/**
 * Reads and checks the files of a call, before anything is sent.
 *
 * @throws ConfigurationError for what is no file, InvalidInputError for a file beyond the limits
 * @internal
 */
export async function checkAttachments(attachments: NonNullable<TicketExtras['attachments']>): Promise<CheckedFiles> {
  if (attachments.length > MAX_FILES) throw beyond([], `must be at most ${MAX_FILES} files`, userMessages.tooManyFiles);
  const files = await Promise.all(attachments.map(toCheckedFile));
  const described = await Promise.all(files.map(async ({ name, type, data }) => [name, type, await hash(data)]));
  return { files, fingerprint: await sha256(JSON.stringify(described)) };
}

/**
 * Uploads the files, unless an earlier call with the same key did so: the tokens are part of the request that a
 * repetition must send again as it was.
 *
 * @param key identifies the call within the process
 * @param isDone whether an earlier call has used the tokens: then it does not matter how old they are
 * @throws TicketError `idempotency_conflict` if an earlier call with the same key had other files
 * @internal
 */
export async function uploadOnce(
  { files, fingerprint }: CheckedFiles,
  { key, isDone }: { readonly key: string; readonly isDone: boolean },
  context: ActionContext,
): Promise<readonly string[]> {
  const { uploads } = context.memory;
  const known = uploads.get(key);
  if (known !== undefined && known.fingerprint !== fingerprint) throw otherFiles();
  if (known !== undefined && (isDone || Date.now() - known.at < USABLE_FOR_MS)) return known.tokens;
  const at = Date.now();
  const tokens = await Promise.all(files.map((file) => upload(file, context)));
  const uploaded: Uploads = { fingerprint, tokens, at };
  uploads.set(key, uploaded);
  return tokens;
}

const uploadResponse = toStandardSchema(z.object({ upload: z.object({ token: z.string().check(z.minLength(1)) }) }));

async function upload({ name, type, data }: CheckedFile, { send }: ActionContext): Promise<string> {
  const { body } = await send('POST', '/api/v2/uploads.json', {
    query: { filename: name },
    body: data,
    contentType: type,
    // A file that no ticket takes is gone after an hour.
    isRepeatable: true,
    schema: uploadResponse,
  });
  return body.upload.token;
}

async function toCheckedFile(attachment: unknown, index: number): Promise<CheckedFile> {
  const { name, type, data }: { name?: unknown; type?: unknown; data?: unknown } = Object(attachment);
  const content = attachment instanceof Blob ? attachment : data;
  const bytes = await readBytes(content);
  if (bytes === undefined || typeof name !== 'string') {
    throw new ConfigurationError({
      option: `attachments.${index}`,
      problem: 'must be a File or { name, type?, data }, whose data are a Blob, a Uint8Array or an ArrayBuffer',
      hint: 'Pass the bytes. The library fetches no addresses.',
    });
  }
  const path = ['attachments', index];
  if (bytes.byteLength === 0) throw beyond(path, 'must not be empty', userMessages.fileEmpty);
  if (bytes.byteLength > MAX_BYTES) throw beyond(path, 'must be at most 10 MB', userMessages.fileTooLarge);
  const declared = [type, content instanceof Blob ? content.type : ''].find((each) => typeof each === 'string' && each);
  const mimeType =
    String(declared ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() || typeOfExtension(name);
  const extensions = EXTENSIONS[mimeType];
  if (extensions === undefined) {
    throw beyond(
      path,
      `must not be of the type ${oneLine(mimeType).slice(0, 80) || 'unknown'}`,
      userMessages.fileTypeRefused,
    );
  }
  return { name: fileName(name, extensions), type: mimeType, data: bytes };
}

async function readBytes(content: unknown): Promise<Uint8Array | undefined> {
  if (content instanceof Blob) {
    // A larger one is refused by its size alone.
    return new Uint8Array(await content.slice(0, MAX_BYTES + 1).arrayBuffer());
  }
  // A copy, because the application may change its own while the upload is under way.
  if (ArrayBuffer.isView(content)) {
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength).slice();
  }
  return content instanceof ArrayBuffer ? new Uint8Array(content.slice(0)) : undefined;
}

/** An agent who opens the file must get what the type says, whatever the name of the file pretends. */
function fileName(name: string, extensions: readonly string[]): string {
  const visible = withoutPlaceholders(oneLine(name)).replace(/[/\\:*?"<>|]+/g, '_');
  const extension = extensionOf(visible);
  const isFitting = extensions.includes(extension.toLowerCase());
  const stem = isFitting ? visible.slice(0, -extension.length - 1) : visible;
  const kept = stem
    .slice(0, MAX_NAME)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return `${kept || 'file'}.${isFitting ? extension : extensions[0]}`;
}

function typeOfExtension(name: string): string {
  const extension = extensionOf(oneLine(name)).toLowerCase();
  return Object.entries(EXTENSIONS).find(([, extensions]) => extensions.includes(extension))?.[0] ?? '';
}

function extensionOf(name: string): string {
  return /\.([a-z\d]{1,8})$/i.exec(name)?.[1] ?? '';
}

async function hash(data: Uint8Array): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>)));
}

function beyond(path: readonly (string | number)[], message: string, userMessage: string): InvalidInputError {
  const issues = [{ path: path.length === 0 ? ['attachments'] : path, message }];
  return new InvalidInputError({
    issues,
    userMessage,
    hint: 'Tell the user what is wrong with the file. Nothing was sent.',
  });
}

function otherFiles(): TicketError {
  return new TicketError({
    code: 'idempotency_conflict',
    message: 'This idempotency key was already used with other attachments',
    userMessage: userMessages.refused,
    hint: 'Use a new key for other files.',
  });
}
