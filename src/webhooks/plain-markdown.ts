/**
 * Reduces Zendesk's Markdown to the text that a person would read.
 */

/** @internal Links keep their address, images are left out, and escaped characters lose their backslash. */
export function toPlainText(markdown: string): string {
  return markdown
    .replace(/!\[[^\]\n]{0,500}\]\([^()\s]{0,2000}\)/g, '')
    .replace(/\[([^\]\n]{0,500})\]\(([^()\s]{0,2000})\)/g, (_, text: string, address: string) =>
      text === '' || text === address ? address : `${text} (${address})`,
    )
    .replace(/^(#{1,6}|>) +/gm, '')
    .replace(/(?<!\\)(\*\*|__|~~)(?=\S)([^\n]{1,2000}?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\\\w*])\*(?=[^\s*])([^*\n]{1,2000})(?<=[^\s*])\*(?![\w*])/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!~<>|])/g, '$1')
    .trim();
}
