/**
 * The sentences of errors that an end user may hear, in English. The files beside this one have them in other languages,
 * so an error takes its `userMessage` from here. Imports nothing, so that anything may import it, and one constant for
 * each sentence, so that a bundle holds only those that it uses.
 */

export const misconfigured = 'The help desk is not set up correctly.';
export const invalidInput = 'Some of the details are missing or not valid.';
export const nameMissing = 'What is your name, please?';
export const emailInvalid = 'Could you check your e-mail address, please?';
export const profileEmailInvalid = 'I cannot use the e-mail address in your profile. Please check it there.';
export const notAllowed = 'I am not allowed to do that here.';
export const notConnected = 'The help desk is not connected at the moment.';
export const reconnectRequired = 'The help desk connection has expired and must be renewed by its owner.';
export const storeUnavailable = 'The help desk connection is temporarily unavailable.';
export const busy = 'The help desk is busy right now. Please try again in a little while.';
export const tooManyUpdates = 'That ticket was changed too often in ten minutes. Please try again in a little while.';
export const tooManyTickets = 'There were too many tickets in ten minutes. Please try again in a little while.';
export const tooManyComments = 'There were too many answers in ten minutes. Please try again in a little while.';
export const tooManyGuesses =
  'There were too many wrong ticket numbers or addresses in ten minutes. Please try again in a little while.';
export const ticketBusy = 'That ticket is being changed right now. Please try again in a moment.';
export const unreachable = 'The help desk cannot be reached right now. Please try again in a little while.';
export const accountNotFound = 'The help desk cannot be reached at the moment.';
export const unreadable = 'The help desk gave an answer that could not be read.';
export const refused = 'The help desk could not do that.';
export const notFound = 'I could not find that.';
export const ticketNotFound =
  'I could not find that ticket. Please check its number and the e-mail address it was filed with.';
export const ticketClosed = 'That ticket is closed. Shall I open a new one?';
export const ticketFull = 'That ticket takes no more answers. Shall I open a new one?';
export const alreadyClosed = 'That ticket is already closed.';
export const agentMustSolve = 'I cannot mark that ticket as solved. An agent has to do that.';
export const requesterSuspended = 'The help desk takes no messages from this address. Please contact us another way.';
export const requesterUnknown = 'The help desk does not know you yet. Please contact us another way.';
export const tooManyFiles = 'That is more than five files. Please send fewer.';
export const fileTooLarge = 'That file is larger than 10 MB. Please send a smaller one.';
export const fileEmpty = 'That file is empty.';
export const fileTypeRefused = 'The help desk does not take files of that type.';
export const fileNotFound = 'I could not find that file.';
export const fileRefused = 'I cannot open that file here. Please ask for it another way.';
