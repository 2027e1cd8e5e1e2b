/**
 * Reads the Markdown of a comment as plain text, for places that show text. Every pattern is bounded, so that the time
 * grows with the length of the text only.
 */
import { oneLine, withoutEntities, withoutInvisible } from '../util/plain-text.js';

const URL_PART = String.raw`[ \t]{0,10}(?:<([^<>\n]{0,4000})>|((?:[^\s()<>]|\([^\s()<>]{0,500}\)){0,4000}))`;
const TITLE = String.raw`(?:[ \t]{1,10}(?:"[^"\n]{0,500}"|'[^'\n]{0,500}'))?[ \t]{0,10}`;
/** An image inside of the text of a link. */
const LINKED_IMAGE = String.raw`!\[[^\\[\]\n]{0,200}\]\([^\s()<>]{0,2000}\)`;
/** A pattern for text between two doubled marks, such as `**`, on one line. Underscores inside of a word mark nothing. */
function between(mark: '*' | '_' | '~'): string {
  const [before, after] = mark === '_' ? [String.raw`(?<!\w)`, String.raw`(?!\w)`] : ['', ''];
  return String.raw`${before}[${mark}]{2}(?=\S)((?:\\.|[^\\\n${mark}]|[${mark}](?![${mark}])){1,2000}?)(?<=\S)[${mark}]{2}${after}`;
}

/** A pattern for text between two tripled marks, on one line and not inside of a word. */
function within(mark: '*' | '_'): string {
  return String.raw`(?<![\w${mark}])[${mark}]{3}(?=\S)((?:\\.|[^\\\n${mark}]){1,2000}?)(?<=\S)[${mark}]{3}(?![\w${mark}])`;
}

/** A pattern for text between two single marks, on one line and not inside of a word. */
function around(mark: '*' | '_'): string {
  return String.raw`(?<![\w${mark}])[${mark}](?=\S)((?:\\.|[^\\\n${mark}]){1,2000}?)(?<=\S)[${mark}](?![\w${mark}])`;
}

// In this order: what is escaped or code is literal, an image is also a link with a mark before it.
const INLINE = new RegExp(
  [
    String.raw`\\([!-/:-@[-\x60{-~\n])`,
    String.raw`\x60\x60\x60[^\n\x60]{0,100}\n([^\x60]{0,65536})\x60\x60\x60`,
    String.raw`~~~[^\n~]{0,100}\n([^~]{0,65536})~~~`,
    String.raw`\x60([^\x60\n]{1,4000})\x60`,
    String.raw`!\[((?:\\.|[^\\[\]\n]){0,1000})\]\(${URL_PART}${TITLE}\)`,
    String.raw`\[((?:\\.|${LINKED_IMAGE}|[^\\[\]\n]){1,1000})\]\(${URL_PART}${TITLE}\)`,
    String.raw`<((?:https?:\/\/|mailto:)[^\s<>]{1,4000}|[^\s<>@]{1,64}@[^\s<>@]{1,255})>`,
    within('*'),
    within('_'),
    between('*'),
    between('_'),
    between('~'),
    around('*'),
    around('_'),
  ].join('|'),
  'g',
);

/** @internal */
export function toPlainText(markdown: string): string {
  const lines = withoutInvisible(markdown)
    .replace(/<br[ \t]{0,10}\/?>/gi, '\n')
    .replace(/^ {0,3}#{1,6}[ \t]{1,100}(?=\S)/gm, '');
  // Entities last, and in one pass: a text that an entity stands for is not Markdown, nor another entity.
  const text = withoutEntities(inline(lines));
  return withoutInvisible(text)
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .trim();
}

function inline(markdown: string): string {
  return markdown.replace(INLINE, (...groups: (string | undefined)[]) => {
    const [, escaped, block, fenced, code, alt, source, plainSource, label, target, plainTarget, address] = groups;
    const literal = escaped ?? block ?? fenced ?? code ?? address;
    if (literal !== undefined) return literal;
    const image = source ?? plainSource;
    if (image !== undefined) return alt || nameInAddress(image);
    if (label !== undefined) return link(inline(label), target ?? plainTarget ?? '');
    // After all groups come the position and the whole text.
    return inline(groups.slice(12, -2).find((text) => text !== undefined) ?? '');
  });
}

function link(label: string, target: string): string {
  const isSame = label === target || `mailto:${label}` === target;
  return isSame || target === '' || isFileAddress(target) ? label : `${label} (${target})`;
}

/** Anyone who has the address of an attachment can open it, so it stays out of the text. */
function isFileAddress(address: string): boolean {
  return /\/attachments\/token\//.test(address);
}

/** @internal The name that Zendesk puts into the address of an attachment, or an empty text. */
export function nameInAddress(address: string): string {
  const name = URL.canParse(address) ? new URL(address).searchParams.get('name') : undefined;
  return oneLine(name ?? '');
}
