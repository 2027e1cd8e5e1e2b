/**
 * The words for what an end user may hear: the sentences of results and the `userMessage` of errors.
 */
import type * as english from './user-messages.js';

/** @internal The sentences of errors that an end user may hear. */
export type UserMessages = Readonly<Record<keyof typeof english, string>>;

/** @internal Who did something, in words. */
export interface By {
  readonly agent: (name: string) => string;
  readonly requester: string;
  /** For the requester themself. */
  readonly you: string;
}

/** @internal */
export interface Phrases {
  /** Status by Zendesk's name, in the words that Zendesk has for end users. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly justNow: string;
  readonly by: By;
  /** "Pending — last updated 2 hours ago by agent Carla." `by` is empty when that is not known. */
  readonly updated: (status: string, when: string, by: string) => string;
  /** "Pending — last updated 5 minutes ago, last answer by agent Carla 2 hours ago." */
  readonly answered: (status: string, when: string, by: string, answeredWhen: string) => string;
  /** Asks for approval: "Create the ticket “Cannot log in” for ann@example.com?" `email` is empty when it is not known. */
  readonly askToCreate: (subject: string, email: string) => string;
  readonly askToComment: (id: number) => string;
  readonly askToSolve: (id: number) => string;
  readonly created: (id: number, email: string) => string;
  readonly createdBefore: (id: number, email: string) => string;
  readonly commented: (id: number) => string;
  readonly solved: (id: number) => string;
  /** "Messages on ticket #42: 3, the last one 2 hours ago by agent Carla." `by` is empty when that is not known. */
  readonly messages: (id: number, count: number, when: string, by: string) => string;
  readonly noMessages: (id: number) => string;
  readonly tickets: (list: string) => string;
  readonly ticket: (id: number, status: string, when: string) => string;
  readonly noTickets: string;
  /** There are none of the status that was asked for. */
  readonly noSuchTickets: string;
  readonly articles: (count: number) => string;
  readonly noArticles: string;
  readonly userMessages: UserMessages;
}
