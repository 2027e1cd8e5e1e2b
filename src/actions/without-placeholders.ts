/**
 * Keeps Zendesk from replacing placeholders, such as `{{ticket.id}}` and `{% if %}`: puts a no-break space between the
 * two opening characters, also where backslashes stand between them. Whether Zendesk replaces placeholders before or
 * after it renders Markdown is not documented, so a backslash would not do.
 * https://support.zendesk.com/hc/en-us/articles/4408886858138
 *
 * @internal
 */
export function withoutPlaceholders(text: string): string {
  return text.replace(/\{(?=\\*[{%])/g, '{\u00a0');
}
