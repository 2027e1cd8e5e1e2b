/**
 * Keeps one value per token store object, so that connectors made for each request share it within a process. The value
 * is released together with the store.
 */

/** @internal Returns a function that creates the value on first use of a store, and returns the same value afterwards. */
export function perStore<Value>(create: () => Value): (store: object) => Value {
  const values = new WeakMap<object, Value>();
  return (store) => {
    let value = values.get(store);
    if (value === undefined) {
      value = create();
      values.set(store, value);
    }
    return value;
  };
}
