/**
 * Text that people and models write, made safe for the place where it is going to be read.
 */

// What steers a terminal, a parser or the direction of reading rather than being read: control and format characters,
// bidi overrides, tag characters, lone surrogates. The joiners that Persian, Indic scripts and emoji need stay, and so
// do the Arabic number signs, which are visible.
const INVISIBLE = /(?!\n|\t|\u200c|\u200d|[\u0600-\u0605]|\u06dd)[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** @internal Without characters that nobody sees; line breaks and tabs stay. */
export function withoutInvisible(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replace(INVISIBLE, '');
}

/** @internal The same on one line. */
export function oneLine(text: string): string {
  return withoutInvisible(text).replace(/\s+/g, ' ').trim();
}

/** @internal At most `length` characters, the ellipsis included. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * The same text as Markdown that says exactly that: Zendesk reads `comment.body` as Markdown, so what a visitor typed
 * could otherwise become a link, an image or a heading in an agent's browser. Escapes only what means something, so
 * that ordinary text stays as it is. https://spec.commonmark.org/0.31.2/#backslash-escapes
 *
 * @internal
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[ \t]+$/gm, '')
      .replace(/\\(?=[!-/:-@[-`{-~]|$)/gm, '\\\\')
      .replace(/[`*[\]<]|~(?=~)|&(?=#?\w+;)/g, '\\$&')
      // Within a word an underscore is an underscore.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      // At the start of a line: headings, lists, quotes, rules, tables.
      .replace(/^([ \t]*)([#+=:|>~-])/gm, '$1\\$2')
      .replace(/^([ \t]*\d{1,9})([.)])/gm, '$1\\$2')
      // Indented lines would be code; a space that does not break looks the same and is text.
      .replace(/^[ \t]+/gm, (indent) => indent.replaceAll('\t', '    ').replaceAll(' ', '\u00a0'))
      // Two spaces keep a line break a line break.
      .replace(/(?<=\S)\n(?=\S)/g, '  \n')
  );
}
