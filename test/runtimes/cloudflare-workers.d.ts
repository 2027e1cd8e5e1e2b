/** The part of `cloudflare:workers` that the Worker uses. */
declare module 'cloudflare:workers' {
  import type { DurableObjectSql } from 'zendesk-connector/sqlite-token-store';

  export abstract class DurableObject {
    constructor(
      context: {
        readonly storage: { readonly sql: DurableObjectSql };
        blockConcurrencyWhile<T>(work: () => Promise<T>): Promise<T>;
      },
      environment: unknown,
    );
    readonly ctx: ConstructorParameters<typeof DurableObject>[0];
  }
}
