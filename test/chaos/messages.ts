/**
 * What the harness and its worker processes tell each other.
 */
import type { SharedPlace } from '../support/shared-store.ts';

/** The first message to a worker. */
export interface Job {
  readonly name: string;
  readonly place: SharedPlace;
  readonly encryptionKey: string;
  readonly zendeskUrl: string;
}

/** One call of an action, on behalf of a user. */
export interface Call {
  readonly id: number;
  readonly connectionId: string;
  readonly action: 'status' | 'context' | 'create';
  readonly ticketId: number;
}

export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly id: number; readonly error?: Failure }
  /** New tokens are in the store. */
  | { readonly type: 'saved'; readonly connectionId: string }
  | { readonly type: 'rotation_lost'; readonly connectionId: string };

export interface Failure {
  readonly code: string;
  readonly reason?: string;
  readonly message: string;
}
