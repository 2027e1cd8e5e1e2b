/**
 * What only the bot owner does: loaded when it is first done, so that a process that only chats does not load it.
 */
export { diagnose } from './diagnose.js';
export { retireGrant } from './retire-grant.js';
export { subscribe, unsubscribe } from './webhook-subscription.js';
