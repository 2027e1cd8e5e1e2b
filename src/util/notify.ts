/**
 * Calls a callback of the application, which may throw, reject or never settle without any harm.
 */

/**
 * @returns a promise that never rejects if the callback is asynchronous, else undefined
 * @internal
 */
export function notify<T>(callback: (value: T) => unknown, value: T): Promise<void> | undefined {
  try {
    const returned = callback(value);
    const isThenable = typeof returned === 'object' && returned !== null && 'then' in returned;
    return isThenable ? Promise.resolve(returned).then(ignore, ignore) : undefined;
  } catch {
    // What the application does with what it is told must not turn a success into an error.
    return undefined;
  }
}

function ignore(): void {}
