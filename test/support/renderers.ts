/**
 * Renderers of Markdown, in their most generous settings: HTML passes through, links, tables and strikethrough are on.
 */
import markdownIt from 'markdown-it';
import { marked } from 'marked';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const markdown = markdownIt({ html: true, linkify: true, breaks: false });
// Off by default in this version, and on in older ones.
markdown.linkify.set({ fuzzyLink: true, fuzzyEmail: true });

export const RENDERERS: readonly (readonly [string, (text: string) => string])[] = [
  ['markdown-it with linkify', (text) => markdown.render(text)],
  ['marked', (text) => marked.parse(text, { async: false, gfm: true })],
  [
    'micromark with GFM',
    (text) =>
      micromark(text, {
        allowDangerousHtml: true,
        allowDangerousProtocol: true,
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      }),
  ],
];

export interface Rendered {
  /** The text that a person sees. */
  readonly seen: string;
  /** Tags other than those of paragraphs, line breaks and links. */
  readonly tags: readonly string[];
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

export function inspect(html: string): Rendered {
  const tags = [...html.matchAll(/<\/?([a-z0-9]+)[^>]*>/gi)].map(([tag]) => tag);
  const links = [...html.matchAll(/<a href="([^"]*)">(.*?)<\/a>/gs)].map(([, href = '', text = '']) => ({
    href: unescapeHtml(href),
    text: unescapeHtml(text),
  }));
  const seen = unescapeHtml(
    html
      .replace(/<br *\/?>\n?/g, '\n')
      .replace(/<\/p>\n*<p>/g, '\n\n')
      .replace(/<[^>]*>/g, ''),
  );
  return { seen, tags: tags.filter((tag) => !/^<(\/?p|br *\/?|\/a|a href="[^"]*")>$/.test(tag)), links };
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** The bytes of a link. Renderers encode some characters of it, and two such links lead to the same place. */
export function target(href: string): string {
  const written = href.replace(/%(?![0-9a-f]{2})/gi, '%25').replaceAll('\\', '%5C');
  const url = URL.canParse(written) ? new URL(written).href : written;
  const bytes = String.fromCharCode(...new TextEncoder().encode(url));
  return bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Runs of blank lines and the width of blanks are a matter of layout. */
export function layout(text: string): string {
  return text
    .replace(/[\u00a0\u2003\t]/g, ' ')
    .replace(/ +$/gm, '')
    .replace(/\n{2,}/g, '\n\n')
    .trim();
}
