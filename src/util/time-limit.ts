/**
 * Limits how long a callback of the application may take.
 */

/** @internal */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/**
 * Resolves or rejects like `call`, which may also throw.
 *
 * @throws TimeLimitError when it takes longer
 * @internal
 */
export async function withTimeLimit<T>(milliseconds: number, call: () => T | PromiseLike<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TimeLimitError(`There was no answer within ${milliseconds} milliseconds`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([call(), late]);
  } finally {
    clearTimeout(timer);
  }
}
