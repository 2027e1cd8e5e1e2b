/**
 * Articles of the help center, and their search.
 * https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
 * https://developer.zendesk.com/api-reference/help_center/help-center-api/search/
 */
import { ErrorAnswer, json, notFound } from '../core/respond.js';
import { everyUser, type PublicCall, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import { matchesText } from '../search/match.js';
import { parseQuery } from '../search/parse-query.js';
import type { SimulatedUser } from '../users/user-record.js';
import type { SimulatedArticle } from './article-record.js';

const READ = everyUser('hc:read', 'read');
/** The id of the user segment that may read an article; null is everyone. */
export const USER_SEGMENTS = { everyone: null, 'signed-in': 1, agents: 2 } as const;
const SEARCH = ['query', 'locale', 'label_names', 'section', 'brand_id'];

export const articleRoutes: readonly Route[] = [
  { method: 'GET', path: '/help_center/articles', access: READ, isPublic: true, query: ['label_names'], answer: list },
  {
    method: 'GET',
    path: '/help_center/{key}/articles',
    access: READ,
    isPublic: true,
    query: ['label_names'],
    answer: list,
  },
  { method: 'GET', path: '/help_center/articles/search', access: READ, isPublic: true, query: SEARCH, answer: search },
  { method: 'GET', path: '/help_center/articles/{id}', access: READ, isPublic: true, answer: show },
  { method: 'GET', path: '/help_center/{key}/articles/{id}', access: READ, isPublic: true, answer: show },
];

function list(call: PublicCall): Response {
  const locale = call.key === '' ? null : call.key;
  const labels = call.query.get('label_names')?.split(',');
  const found = visible(call).filter(
    (article) =>
      (locale === null || isIn(article, locale)) &&
      (labels?.some((label) => article.label_names.includes(label)) ?? true),
  );
  const { items, page } = pageOf(found, call.url);
  return json({ articles: items.map((article) => showArticle(call.store, article)), ...page });
}

/** All words must occur. Answers without a token; with an agent's token it also finds what only agents may read. */
function search(call: PublicCall): Response {
  const { store, query, url } = call;
  const words = parseQuery(query.get('query') ?? '');
  const locale = query.get('locale');
  const labels = query.get('label_names')?.split(',');
  const section = query.get('section');
  const found = visible(call).filter(
    (article) =>
      (words.length > 0 || labels !== undefined || section !== null) &&
      words.every((term) => matchesText(`${article.title} ${article.body.replace(/<[^>]*>/g, ' ')}`, term)) &&
      (locale === null || isIn(article, locale)) &&
      (labels?.some((label) => article.label_names.includes(label)) ?? true) &&
      (section === null || String(article.section_id) === section),
  );
  const { items, page } = pageOf(found, url);
  const results = items.map((article) => ({
    ...showArticle(store, article),
    result_type: 'article',
    snippet: snippetOf(article, words[0]?.value ?? ''),
  }));
  return json({ results, ...page });
}

function show(call: PublicCall): Response {
  const article = visible(call).find(({ id }) => id === call.id);
  if (article === undefined) throw notFound(`article ${call.id} that the caller may read`);
  return json({ article: showArticle(call.store, article) });
}

function visible({ store, caller }: PublicCall): readonly SimulatedArticle[] {
  if (store.quirks.helpCenterRequiresSignIn && caller === undefined) throw signInRequired();
  return store.state.articles.filter((article) => mayRead(article, caller));
}

/** As seen at Zendesk: https://github.com/happyfoxinc/helpstack-android/issues/38 */
function signInRequired(): ErrorAnswer {
  return new ErrorAnswer(401, { error: "Couldn't authenticate you" }, {}, 'the help center demands sign-in');
}

function mayRead({ visible_to: readers, draft }: SimulatedArticle, caller: SimulatedUser | undefined): boolean {
  const isStaff = caller !== undefined && caller.role !== 'end-user';
  if (draft || readers === 'agents') return isStaff;
  return readers === 'everyone' || caller !== undefined;
}

function isIn({ locale }: SimulatedArticle, wanted: string): boolean {
  return locale.toLowerCase() === wanted.toLowerCase();
}

export function showArticle(store: Store, article: SimulatedArticle): Record<string, unknown> {
  const { visible_to: readers, ...shown } = article;
  const { id, locale, title, draft } = shown;
  return {
    ...shown,
    url: store.url(`/help_center/${locale}/articles/${id}.json`),
    html_url: `https://${store.subdomain}.zendesk.com/hc/${locale}/articles/${id}`,
    name: title,
    source_locale: locale,
    outdated: false,
    outdated_locales: [],
    edited_at: article.updated_at,
    user_segment_id: USER_SEGMENTS[readers],
    user_segment_ids: [],
    content_tag_ids: [],
    vote_sum: 0,
    vote_count: 0,
    draft,
  };
}

/** The words around the first match, marked as Zendesk marks them. */
function snippetOf({ body }: SimulatedArticle, word: string): string {
  const plain = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const at = plain.toLowerCase().indexOf(word);
  if (word === '' || at < 0) return plain.slice(0, 160);
  const start = Math.max(0, at - 80);
  return `${plain.slice(start, at)}<em>${plain.slice(at, at + word.length)}</em>${plain.slice(at + word.length, at + 80)}`;
}

/** The help center tells the page and their number too. */
function pageOf<T>(items: readonly T[], url: URL) {
  const perPage = Math.min(100, Math.max(1, Number(url.searchParams.get('per_page') ?? 30) || 30));
  const number = Math.max(1, Number(url.searchParams.get('page') ?? 1) || 1);
  const pages = Math.ceil(items.length / perPage);
  const link = (to: number) => {
    const other = new URL(url);
    other.searchParams.set('page', String(to));
    return other.href;
  };
  const page = {
    count: items.length,
    page: number,
    page_count: pages,
    per_page: perPage,
    next_page: number < pages ? link(number + 1) : null,
    previous_page: number > 1 ? link(number - 1) : null,
  };
  return { items: items.slice((number - 1) * perPage, number * perPage), page };
}
