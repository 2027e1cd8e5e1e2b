/**
 * Downloads a file of the requester's ticket for your application, under the rules of actions. It is none: no model may call
 * it.
 */
import type { CallOptions } from '../actions/action.js';
import type { DownloadAttachmentInput, DownloadedAttachment } from '../actions/download-attachment.js';
import { knownEmailSchema } from '../actions/requester-guard.js';
import type { ConnectorCore } from '../core.js';
import { NetworkError } from '../errors.js';
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toStandardSchema } from '../schema.js';
import { boundedStream } from '../util/bounded-stream.js';
import * as z from '../util/zod.js';
import type { Caller } from './caller.js';
import { type Runnable, runAction } from './run-action.js';

const id = z.int().check(z.positive());
const fields = { ticketId: id, attachmentId: id, maxBytes: z.optional(id) };

const runnable: Runnable<DownloadAttachmentInput, DownloadedAttachment> = {
  name: 'zendesk_download_attachment',
  permission: ZENDESK_ACTIONS.DOWNLOAD_ATTACHMENT,
  inputSchema: (requester) =>
    toStandardSchema<DownloadAttachmentInput>(
      requester === 'from-conversation'
        ? z.strictObject({ ...fields, email: knownEmailSchema })
        : z.strictObject(fields),
    ),
  // For your application, which gets it as it is.
  outputSchema: {
    '~standard': {
      version: 1,
      vendor: 'zendesk-connector',
      validate: (value) => ({ value: value as DownloadedAttachment }),
    },
  },
  run: async (input, context) => (await import('../actions/runs.js')).openAttachment(input, context),
};

/** @internal The budget of the call is that for the beginning of the file, and then for each part of it. */
export async function downloadAttachment(
  core: ConnectorCore,
  caller: Caller,
  input: DownloadAttachmentInput,
  options: Pick<CallOptions, 'signal' | 'timeout'> = {},
): Promise<DownloadedAttachment> {
  const { DEFAULT_MAX_BYTES, fileTooLarge } = await import('../actions/runs.js');
  const file = await runAction(core, caller, runnable, input, options);
  const { timeout = core.timeout, signal } = options;
  const { maxBytes = DEFAULT_MAX_BYTES } = input;
  const networkError = (timedOut: boolean) => new NetworkError({ timedOut, ambiguous: false });
  return {
    ...file,
    body: boundedStream(file.body, {
      ...{ maxBytes, timeout, signal },
      tooLarge: () => fileTooLarge(maxBytes),
      stalled: () => networkError(true),
      broken: () => networkError(false),
    }),
  };
}
