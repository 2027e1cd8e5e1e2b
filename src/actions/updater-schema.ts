/**
 * The schema of who changed or answered a ticket.
 */
import * as z from '../util/zod.js';

/** @internal */
export const updaterSchema = z.union([
  z.object({ kind: z.literal('agent'), name: z.string() }),
  z.object({ kind: z.literal('requester') }),
]);
