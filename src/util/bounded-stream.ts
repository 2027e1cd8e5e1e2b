/**
 * Passes a stream on up to a limit, as long as it keeps coming.
 */

interface Bounds {
  readonly maxBytes: number;
  /** How long to wait for the next chunk, in milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Makes the error of a stream that is larger. */
  readonly tooLarge: () => Error;
  /** Makes the error of a stream that stalls. */
  readonly stalled: () => Error;
  /** Makes the error of a stream that breaks, in place of that of the sender. */
  readonly broken: () => Error;
}

/** @internal Cancels the stream when it ends early. */
export function boundedStream(
  stream: ReadableStream<Uint8Array>,
  { maxBytes, timeout, signal, tooLarge, stalled, broken }: Bounds,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let size = 0;
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const giveUp = () => {
          reader.cancel().catch(() => {});
          controller.error(signal?.reason);
        };
        if (signal?.aborted) giveUp();
        signal?.addEventListener('abort', giveUp, { once: true });
        stop = () => signal?.removeEventListener('abort', giveUp);
      },
      async pull(controller) {
        const fail = (error: Error) => {
          stop();
          reader.cancel().catch(() => {});
          controller.error(error);
        };
        let timer: ReturnType<typeof setTimeout> | undefined;
        const late = new Promise<'late'>((resolve) => {
          timer = setTimeout(resolve, timeout, 'late');
        });
        const next = await Promise.race([reader.read(), late]).catch(() => 'broken' as const);
        clearTimeout(timer);
        if (signal?.aborted) return;
        if (next === 'late') return fail(stalled());
        if (next === 'broken') return fail(broken());
        if (next.done) {
          stop();
          return controller.close();
        }
        size += next.value.byteLength;
        if (size > maxBytes) return fail(tooLarge());
        controller.enqueue(next.value);
      },
      cancel(reason) {
        stop();
        return reader.cancel(reason);
      },
    },
    // Nothing is read before the application asks for it.
    { highWaterMark: 0 },
  );
}
