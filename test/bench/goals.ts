/**
 * The goals, and the ratios that were recorded last. `npm run check` fails when a ratio is more than a fifth worse.
 */

/** CPU time of a call as a multiple of the same requests by bare `fetch`, and by node-zendesk. */
export const CALL_GOAL = { fetch: 1.6, 'node-zendesk': 1 } as const;
export const DISTANCE_GOAL = 1.03;
export const IMPORT_GOAL_MS = 40;

/** Ratios to bare `fetch` on Node 24. */
export const RECORDED: Readonly<Record<string, number>> = {
  'create, 1 at once': 2,
  'create, 64 at once': 2.2,
  'status, 1 at once': 2.7,
  'status, 64 at once': 2.2,
  'context, 1 at once': 2.6,
  'context, 64 at once': 2.2,
};
export const TOLERANCE = 1.2;
