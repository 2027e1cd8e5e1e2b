/**
 * Loads what actions need when they run.
 */
import { lazily } from '../util/lazily.js';

/** @internal */
export const loadRuns = lazily(() => import('./runs.js'));
