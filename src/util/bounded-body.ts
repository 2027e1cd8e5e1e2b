/**
 * Reads a body up to a limit.
 */

/**
 * Returns the bytes of the body, or undefined when it is larger than `maxBytes`. The rest of a larger body is not read.
 *
 * @param race ends the wait early, by a deadline
 * @internal
 */
export async function readBoundedBody(
  body: ReadableStream<Uint8Array>,
  { maxBytes, race }: { readonly maxBytes: number; readonly race: <T>(promise: Promise<T>) => Promise<T> },
): Promise<Uint8Array | undefined> {
  const reader = body.getReader();
  const readAll = async (): Promise<Uint8Array | undefined> => {
    const chunks: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return concatenate(chunks, size);
      size += value.byteLength;
      if (size > maxBytes) return undefined;
      chunks.push(value);
    }
  };
  let isComplete = false;
  try {
    const bytes = await race(readAll());
    isComplete = bytes !== undefined;
    return bytes;
  } finally {
    // The sender need not go on.
    if (!isComplete) reader.cancel().catch(() => {});
  }
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
