/**
 * What actions need when they run, and not before: one part that is loaded by the first of them. Several parts would
 * divide what they share with the rest into parts as well.
 */
export { DEFAULT_MAX_BYTES, fileTooLarge, openAttachment } from './download-attachment.js';
export { lastActivity } from './last-activity.js';
export { readConversation } from './read-conversation.js';
export { requesterTickets } from './requester-tickets.js';
export { searchArticles } from './search-articles.js';
export { solveOnce } from './solve-once.js';
export { statusLabeler } from './status-label.js';
