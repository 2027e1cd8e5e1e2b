/**
 * The part of zod that the library uses. The build bundles it into this one file, because `zod/mini` as a package loads
 * the messages of every language, which is most of the time that an import of the library would take.
 */
export { en as english } from 'zod/locales';
export {
  array,
  boolean,
  describe,
  enum,
  type infer,
  int,
  literal,
  maxLength,
  minLength,
  null,
  nullish,
  number,
  object,
  optional,
  pipe,
  positive,
  record,
  refine,
  regex,
  safeParse,
  strictObject,
  string,
  transform,
  trim,
  union,
  unknown,
  type ZodMiniType,
} from 'zod/mini';
