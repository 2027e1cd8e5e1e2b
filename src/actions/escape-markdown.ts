/**
 * Writes plain text as Markdown that shows exactly that text. Zendesk reads `comment.body` as Markdown, so the words of
 * an end user could otherwise become a heading, an image or a misleading link in the browser of an agent.
 */
import { withoutPlaceholders } from './without-placeholders.js';

const DOMAIN = String.raw`(?:[\p{L}\p{N}][\p{L}\p{N}-]*\.)+\p{L}{2,}(?::\d+)?`;
// An e-mail address, or a link up to its path. Each look-behind makes a run of characters start once, which keeps the
// search linear.
const LINK = new RegExp(
  [
    String.raw`(?:https?|ftp)://(?=[\p{L}\p{N}[])(?:[\p{L}\p{N}._%@:-]|\[[\da-f:.]+\])+`,
    String.raw`(?<email>(?<![\w.+-])[\w.+-]+@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,})`,
    String.raw`(?<domain>(?=www\.)${DOMAIN}|(?<![\p{L}\p{N}.-])${DOMAIN}(?=[/?#]))`,
  ].join('|'),
  'giu',
);
// Blanks, quotation marks, backticks, angle brackets and the punctuation of East Asian scripts.
const NOT_IN_LINK = /[\s<>"`“”„«»‹›‘’\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/;
// All renderers find such a link by themselves if nothing but this follows.
const ORDINARY_LINK =
  /^(?:https?:\/\/(?:[a-z\d-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#][\w:/.?=&%#+,;@-]*)?|[a-z\d][\w.+-]*@[a-z\d.-]+)$/i;
const ORDINARY_END = /[.,!?:;')]*(?!\S)/y;
const ENTITY_END = /&#?\w+;$/;
const MAX_BYTES_PER_CHARACTER = 4;

/**
 * Escapes only characters that mean something, so that ordinary text stays as it is. A pasted link stays that link, and
 * a placeholder of Zendesk stays text. The result has at most four bytes for each character: 16,000 characters fit into
 * the 64 kB that Zendesk takes. https://spec.commonmark.org/0.31.2/#backslash-escapes
 *
 * @internal
 */
export function escapeMarkdown(text: string): string {
  const source = text.replace(/(?<![ \t])[ \t]+$/gm, '');
  let markdown = '';
  let end = 0;
  LINK.lastIndex = 0;
  for (let match = LINK.exec(source); match !== null; match = LINK.exec(source)) {
    const { index, groups: { email, domain } = {} } = match;
    markdown += escapeText(source.slice(end, index), true);
    end = email === undefined ? endOfLink(source, index, LINK.lastIndex) : LINK.lastIndex;
    const link = source.slice(index, end).replace(/\{(?=\\*[{%])/g, '%7B');
    const escaped = escapeInline(link);
    ORDINARY_END.lastIndex = end;
    const isOrdinary =
      escaped === link &&
      (domain !== undefined || ORDINARY_LINK.test(link)) &&
      !/[a-z\d]/i.test(source.charAt(index - 1)) &&
      ORDINARY_END.test(source);
    if (isOrdinary) markdown += link;
    else markdown += domain === undefined ? `<${link}>` : linkToDomain(link, escaped);
    LINK.lastIndex = end;
  }
  return escapeLines(markdown + escapeText(source.slice(end), false));
}

/** The end of a link, whose path begins at `end`, without what belongs to the sentence around it. */
function endOfLink(text: string, start: number, pathStart: number): number {
  let end = pathStart;
  const open = { ')': 0, ']': 0 };
  for (; /[/?#]/.test(text.charAt(pathStart)) && end < text.length; end++) {
    const character = text.charAt(end);
    if (NOT_IN_LINK.test(character)) break;
    if (character === '(') open[')']++;
    if (character === '[') open[']']++;
    if (character !== ')' && character !== ']') continue;
    if (open[character] === 0) break;
    open[character]--;
  }
  // Markers, as in **https://x.example**, are of the sentence if they stand before the link as well.
  const marker = /[*_~]/.exec(text.charAt(start - 1))?.[0];
  let markers = 0;
  while (marker !== undefined && text.charAt(start - 1 - markers) === marker) markers++;
  for (; end > start; end--) {
    const last = text.charAt(end - 1);
    if (last === marker && markers > 0) markers--;
    else if (!"?!.,:;'|…".includes(last) || ENTITY_END.test(text.slice(Math.max(start, end - 40), end))) break;
  }
  return end;
}

/** Renderers link `www.`, and some of them other domains. An autolink in angle brackets needs a scheme. */
function linkToDomain(link: string, escaped: string): string {
  const target = link.replaceAll('\\', '\\\\').replace(/&(?=#?\w+;)/g, '&amp;');
  const markdown = `[${escaped}](<http://${target}>)`;
  const fits = new TextEncoder().encode(markdown).length <= link.length * MAX_BYTES_PER_CHARACTER;
  // Rather no link than one that ends at the first escape.
  return /^www\./i.test(link) && fits ? markdown : escaped.replace(/\.|(?<=https?|ftp):(?=\/\/)/gi, '\\$&');
}

/** Text between links, where nothing else is to become a link. */
function escapeText(text: string, isBeforeLink: boolean): string {
  const escaped = escapeInline(text).replace(/(?<=www)\.|(?<=https?|ftp):(?=\/\/)/gi, '\\$&');
  // An exclamation mark before a link would make an image of it.
  return isBeforeLink ? escaped.replace(/!$/, '\\!') : escaped;
}

function escapeInline(text: string): string {
  return (
    withoutPlaceholders(text)
      .replace(/\\(?=[!-/:-@[-`{-~]|$)/gm, '\\\\')
      .replace(/[`*[\]<~]|&(?=#?\w+;)/g, '\\$&')
      // Within a word an underscore is an underscore.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
  );
}

function escapeLines(markdown: string): string {
  return (
    markdown
      // Headings, lists, quotes, rules, tables.
      .replace(/^([ \t]*)([#+=:|>-])/gm, '$1\\$2')
      .replace(/^([ \t]*\d{1,9})([.)])(?=\s|$)/gm, '$1\\$2')
      // Indented lines would be code; blanks that do not break look the same and are text.
      .replace(/^[ \t]+/gm, (indent) => indent.replaceAll('\t', '\u2003').replaceAll(' ', '\u00a0'))
      // Two spaces keep a line break a line break.
      .replace(/(?<=[^\n])\n(?=[^\n])/g, '  \n')
  );
}
