/** Zendesk keeps tags in lower case, each once. */
export function uniqueTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map((tag) => tag.toLowerCase()))].sort();
}
