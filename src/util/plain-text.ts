/**
 * Cleans text that people and models wrote, for the place where it is read.
 */

// Joiners and the selectors of variants. They belong to the character before them: joiners inside Persian, Indic and
// similar words and between emoji, and one selector that chooses the shape of an emoji, an ideograph or a Mongolian letter.
const ATTACHED = String.raw`[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`;
const IN_USE = [
  String.raw`(?<=[\p{L}\p{M}])(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Default_Ignorable_Code_Point}])[\u200c\u200d]`,
  String.raw`(?<=[\p{Emoji}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Emoji})[\ufe0e\ufe0f]`,
  String.raw`(?<=\p{Unified_Ideograph})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=\p{Script=Mongolian})[\u180b-\u180d\u180f]`,
].join('|');

// Control and format characters, characters that every font leaves blank, lone surrogates and noncharacters. The Arabic
// number signs are format characters, and visible.
const NEVER_SEEN = String.raw`(?!${ATTACHED}|[\n\t\u0600-\u0605\u06dd])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]`;
const INVISIBLE = new RegExp(`(?:${NEVER_SEEN})+|(?!${IN_USE})${ATTACHED}`, 'gu');

/** @internal Removes invisible characters. Line breaks and tabs stay. */
export function withoutInvisible(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replace(INVISIBLE, '');
}

/** @internal Whether a reader would see nothing: only blanks and invisible characters. */
export function isBlank(text: string): boolean {
  return /^[\s\u2800]*$/.test(withoutInvisible(text));
}

/** @internal Removes invisible characters and puts the rest on one line. */
export function oneLine(text: string): string {
  return withoutInvisible(text)
    .replace(/[\s\u2800]+/g, ' ')
    .trim();
}

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(nbsp|amp|lt|gt|quot|apos));/gi;
const NAMED: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @internal Puts the characters in the place of the entities of HTML that stand for them, in one pass. */
export function withoutEntities(text: string): string {
  return text.replace(ENTITY, (entity: string, decimal?: string, hex?: string, name = '') => {
    if (name !== '') return NAMED[name.toLowerCase()] ?? entity;
    const codePoint = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10);
    return codePoint <= 0x10_ff_ff ? String.fromCodePoint(codePoint) : entity;
  });
}

/** @internal Cuts the text to at most `length` characters, the ellipsis included. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF\u200c\u200d]$/, '')}…`;
}
