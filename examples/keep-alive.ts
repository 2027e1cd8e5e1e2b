/**
 * A daily job that keeps idle connections alive. Thousands take minutes: most need only a read of the store.
 */
import { type ZendeskConnector, ZendeskError } from 'zendesk-connector';

/**
 * @param connectionIds all of them: a list, or a cursor over your table
 * @param concurrency how many at a time
 * @returns the ids that could not be renewed, with the code of the error
 */
export async function keepAllAlive(
  connector: ZendeskConnector,
  connectionIds: Iterable<string> | AsyncIterable<string>,
  concurrency = 10,
): Promise<Map<string, string>> {
  const troubled = new Map<string, string>();
  // One line of people at several counters: each takes the next id.
  const queue = (async function* () {
    yield* connectionIds;
  })();
  const work = async () => {
    for (;;) {
      const { done, value: id } = await queue.next();
      if (done) return;
      try {
        await connector.connection(id, { permissions: ['ZENDESK_ACTIONS.READ_INTEGRATIONS'] }).keepAlive();
      } catch (error) {
        if (!(error instanceof ZendeskError)) throw error;
        troubled.set(id, error.code);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return troubled;
}
