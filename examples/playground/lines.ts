/**
 * What stands in the log of a conversation.
 */
export type Line =
  | { readonly type: 'user'; readonly text: string; readonly files: readonly string[] }
  | { readonly type: 'bot' | 'background' | 'problem'; readonly text: string }
  | {
      readonly type: 'agent';
      readonly ticketId: number;
      readonly commentId: number | undefined;
      readonly name: string;
      readonly text: string;
      files: readonly string[];
    }
  | { readonly type: 'call'; readonly name: string; readonly input: unknown; output?: unknown; error?: string }
  | {
      readonly type: 'approval';
      readonly id: string;
      readonly name: string;
      /** One sentence of the library for the visitor. */
      readonly question: string;
      readonly input: unknown;
      readonly files: readonly string[];
      answer?: boolean;
    };
