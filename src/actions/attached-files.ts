/**
 * The files of a ticket or comment, on their way from a call to Zendesk's answer. What checks and uploads them is loaded
 * when there are files.
 */
import type { ActionContext } from './action.js';
import type { CheckedFiles } from './attachments.js';
import type { TicketWarning } from './ticket-warning.js';
import { attachedFilesOf, type WrittenTicket } from './wire.js';

/**
 * Checks the files of the call, before anything is sent.
 *
 * @returns undefined if there are none
 * @throws ConfigurationError, InvalidInputError
 * @internal
 */
export async function filesOf({ extras }: ActionContext): Promise<CheckedFiles | undefined> {
  if (extras.attachments === undefined) return undefined;
  const { checkAttachments } = await import('./attachments.js');
  return checkAttachments(extras.attachments);
}

/** @internal Uploads the files once for all calls with this key. Returns the tokens of the uploads. */
export async function uploadFiles(
  attached: CheckedFiles,
  call: { readonly key: string; readonly isDone: boolean },
  context: ActionContext,
): Promise<readonly string[]> {
  const { uploadOnce } = await import('./attachments.js');
  return uploadOnce(attached, call, context);
}

/** @internal Compares the files of the answer with those that were sent. An answer that shows no audit says nothing. */
export function missingFiles(uploads: readonly string[] | undefined, written: WrittenTicket): readonly TicketWarning[] {
  if (uploads === undefined) return [];
  const attached = attachedFilesOf(written) ?? uploads.length;
  if (attached >= uploads.length) return [];
  const message = `Zendesk attached ${attached} of ${uploads.length} files.`;
  return [{ code: 'attachment_missing', message }];
}
