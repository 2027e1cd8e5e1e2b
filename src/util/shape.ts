/**
 * Reads what Zendesk sends, as far as the library knows it. Every call checks an answer of several kilobytes: here each
 * part costs one function call. With zod/mini, the checks took a fifth of a call under load.
 */

/** @internal Says where a value is of another shape. It is returned, not thrown: lists drop odd entries by the hundred. */
export class Misfit {
  readonly path: readonly PropertyKey[];

  constructor(path: readonly PropertyKey[] = []) {
    this.path = path;
  }

  within(key: PropertyKey): Misfit {
    return new Misfit([key, ...this.path]);
  }
}

/** @internal Returns the known part of a value. */
export type Shape<T> = (value: unknown) => T | Misfit;

/** @internal The values of a shape. */
export type Shaped<Of extends Shape<unknown>> = Exclude<ReturnType<Of>, Misfit>;

/** @internal A value that passes a test, changed by `read`. */
function value<T, Read = T>(isOne: (value: unknown) => value is T, read?: (value: T) => Read): Shape<Read> {
  return (given) => {
    if (!isOne(given)) return new Misfit();
    return read === undefined ? (given as unknown as Read) : read(given);
  };
}

function isString(given: unknown): given is string {
  return typeof given === 'string';
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** @internal */
export const anything: Shape<unknown> = (given) => given;
/** @internal */
export const text = value(isString);
/** @internal */
export const flag = value((given) => typeof given === 'boolean');
/** @internal One that JavaScript holds exactly. */
export const integer = value((given): given is number => Number.isSafeInteger(given));
/** @internal */
export const id = value((given): given is number => Number.isSafeInteger(given) && Number(given) > 0);
/** @internal A text that is a time. */
export const time = value((given): given is string => isString(given) && !Number.isNaN(Date.parse(given)));
/** @internal An object of any content. */
export const dictionary = value(isObject);

/** @internal A text that is not empty, changed by `read`. */
export function filledText(read?: (text: string) => string): Shape<string> {
  return value((given): given is string => isString(given) && given !== '', read);
}

/** @internal */
export function maybe<Of extends Shape<unknown>>(shape: Of): Shape<Shaped<Of> | null | undefined> {
  return (given) => (given === undefined || given === null ? given : (shape(given) as Shaped<Of>));
}

/** @internal `fallback` in place of a value of another shape: an odd side field must not cost the answer. */
export function readable<Of extends Shape<unknown>, Fallback>(
  shape: Of,
  fallback: Fallback,
): Shape<Shaped<Of> | Fallback> {
  return (given) => {
    const known = shape(given);
    return known instanceof Misfit ? fallback : (known as Shaped<Of>);
  };
}

/** @internal An object with these members. All others are left out. */
export function members<const Parts extends Readonly<Record<string, Shape<unknown>>>>(
  parts: Parts,
): Shape<{ readonly [Name in keyof Parts]: Shaped<Parts[Name]> }> {
  const entries = Object.entries(parts);
  return (given) => {
    if (!isObject(given)) return new Misfit();
    const known: Record<string, unknown> = {};
    for (const [name, shape] of entries) {
      const part = shape(given[name]);
      if (part instanceof Misfit) return part.within(name);
      known[name] = part;
    }
    return known as { readonly [Name in keyof Parts]: Shaped<Parts[Name]> };
  };
}

/** @internal A list in which every entry counts. */
export function everyOf<Of extends Shape<unknown>>(entry: Of): Shape<readonly Shaped<Of>[]> {
  return (given) => {
    if (!Array.isArray(given)) return new Misfit();
    const known: Shaped<Of>[] = [];
    for (const [index, each] of given.entries()) {
      const part = entry(each);
      if (part instanceof Misfit) return part.within(index);
      known.push(part as Shaped<Of>);
    }
    return known;
  };
}

/** @internal A list of which only the entries of a known shape are read: one that is odd must not take the others with it. */
export function listOf<Of extends Shape<unknown>>(entry: Of): Shape<readonly Shaped<Of>[]> {
  return (given) => {
    if (!Array.isArray(given)) return new Misfit();
    const known: Shaped<Of>[] = [];
    for (const each of given) {
      const part = entry(each);
      if (!(part instanceof Misfit)) known.push(part as Shaped<Of>);
    }
    return known;
  };
}

/** @internal Returns the known part of a value, or undefined for a value of another shape. */
export function read<T>(shape: Shape<T>, given: unknown): T | undefined {
  const known = shape(given);
  return known instanceof Misfit ? undefined : known;
}
