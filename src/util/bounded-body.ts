/**
 * Reads a body up to a limit.
 */

/**
 * Returns the text of the body, or undefined when it is larger than `maxBytes`. The rest of a larger body is not read.
 *
 * @param race ends the wait early, by a deadline
 * @internal
 */
export async function readBoundedText(
  body: ReadableStream<Uint8Array>,
  { maxBytes, race }: { readonly maxBytes: number; readonly race: <T>(promise: Promise<T>) => Promise<T> },
): Promise<string | undefined> {
  const reader = body.getReader();
  const readAll = async (): Promise<string | undefined> => {
    const chunks: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return decode(chunks, size);
      size += value.byteLength;
      if (size > maxBytes) return undefined;
      chunks.push(value);
    }
  };
  let isComplete = false;
  try {
    const text = await race(readAll());
    isComplete = text !== undefined;
    return text;
  } finally {
    // The sender need not go on.
    if (!isComplete) reader.cancel().catch(() => {});
  }
}

const decoder = new TextDecoder();

function decode(chunks: readonly Uint8Array[], size: number): string {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return decoder.decode(first);
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return decoder.decode(bytes);
}
