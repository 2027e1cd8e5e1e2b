/**
 * Writes articles of the help center, and their translations.
 * https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
 * https://developer.zendesk.com/api-reference/help_center/help-center-api/translations/
 */
import * as f from '../core/fields.js';
import { paginate } from '../core/pagination.js';
import { invalidRecord, json, noContent, notFound, notModeled } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import type { SimulatedArticle } from './article-record.js';
import { showArticle, USER_SEGMENTS } from './article-routes.js';
import { newArticle } from './new-article.js';

const READ = agents('hc:read', 'read');
const WRITE = agents('hc:write', 'write');
const SETTINGS = {
  author_id: f.id,
  user_segment_id: f.id,
  permission_group_id: f.id,
  section_id: f.id,
  label_names: f.texts,
  promoted: f.flag,
  position: f.number,
  comments_disabled: f.flag,
};
const NEW_ARTICLE = { ...SETTINGS, title: f.requiredText, body: f.text, locale: f.text, draft: f.flag };
const TRANSLATION = { title: f.requiredText, body: f.text, draft: f.flag, locale: f.text };
// Shown with every article, and set by Zendesk.
const SHOWN_ONLY = [
  ...['html_url', 'name', 'source_locale', 'outdated', 'outdated_locales', 'edited_at', 'user_segment_ids'],
  ...['content_tag_ids', 'vote_sum', 'vote_count', 'draft', 'locale'],
];
const TRANSLATIONS = '/help_center/articles/{id}/translations';

export const articleWritingRoutes: readonly Route[] = [
  { method: 'POST', path: '/help_center/sections/{id}/articles', access: WRITE, answer: create },
  { method: 'POST', path: '/help_center/{key}/sections/{id}/articles', access: WRITE, answer: create },
  { method: 'PUT', path: '/help_center/articles/{id}', access: WRITE, answer: update },
  { method: 'PUT', path: '/help_center/{key}/articles/{id}', access: WRITE, answer: update },
  { method: 'DELETE', path: '/help_center/articles/{id}', access: WRITE, answer: archive },
  { method: 'DELETE', path: '/help_center/{key}/articles/{id}', access: WRITE, answer: archive },
  { method: 'GET', path: TRANSLATIONS, access: READ, answer: listTranslations },
  { method: 'GET', path: `${TRANSLATIONS}/{key}`, access: READ, answer: (call) => shownTranslation(call) },
  { method: 'PUT', path: `${TRANSLATIONS}/{key}`, access: WRITE, answer: translate },
];

function create(call: Call): Response {
  const { store, id, key, user, body } = call;
  const { title, body: html, draft, ...input } = f.readFields(NEW_ARTICLE, f.objectIn(body, 'article'));
  if (title === undefined)
    throw invalidRecord({ title: [{ description: 'Title: cannot be blank', error: 'BlankValue' }] });
  const locale = input.locale ?? (key === String(id) ? 'en-us' : key);
  const article = newArticle(store, {
    ...{ title, locale, body: html ?? '', draft: draft ?? false, author_id: user.id },
    ...settingsOf(store, { ...input, section_id: id }),
  });
  store.state.articles.push(article);
  return json({ article: showArticle(store, article) }, 201);
}

/** Changes the settings; title and body are those of a translation, and Zendesk leaves them as they are here. */
function update(call: Call): Response {
  const article = articleOf(call);
  const { title, body, ...input } = f.objectIn(call.body, 'article');
  if (title !== undefined && title !== article.title) throw invalidRecord({ title: [notModeled('title')] });
  if (body !== undefined && body !== article.body) throw invalidRecord({ body: [notModeled('body')] });
  Object.assign(article, settingsOf(call.store, f.readFields(SETTINGS, input, SHOWN_ONLY)), {
    updated_at: call.store.timestamp(),
  });
  return json({ article: showArticle(call.store, article) });
}

function archive(call: Call): Response {
  const { articles } = call.store.state;
  articles.splice(articles.indexOf(articleOf(call)), 1);
  return noContent();
}

function listTranslations(call: Call): Response {
  const { items, page } = paginate([articleOf(call)], call.url);
  return json({ translations: items.map((article) => showTranslation(call.store, article)), ...page });
}

function translate(call: Call): Response {
  const article = translatedArticleOf(call);
  const { title, body, draft } = f.readFields(TRANSLATION, f.objectIn(call.body, 'translation'));
  if (title !== undefined) article.title = title;
  if (typeof body === 'string') article.body = body;
  if (draft !== undefined) article.draft = draft;
  article.updated_at = call.store.timestamp();
  return shownTranslation(call);
}

function shownTranslation(call: Call): Response {
  return json({ translation: showTranslation(call.store, translatedArticleOf(call)) });
}

/** An article has the one translation of its locale. */
function showTranslation(store: Store, article: SimulatedArticle): object {
  const { id, locale, title, body, draft, author_id: author, created_at, updated_at } = article;
  return {
    ...{ id, locale, title, body, draft, created_at, updated_at },
    url: store.url(`/help_center/articles/${id}/translations/${locale}.json`),
    html_url: `https://${store.subdomain}.zendesk.com/hc/${locale}/articles/${id}`,
    source_id: id,
    source_type: 'Article',
    outdated: false,
    hidden: false,
    created_by_id: author,
    updated_by_id: author,
  };
}

function translatedArticleOf(call: Call): SimulatedArticle {
  const article = articleOf(call);
  if (article.locale !== call.key) throw notFound(`translation of article ${call.id} into ${call.key}`);
  return article;
}

function articleOf({ store, id }: Call): SimulatedArticle {
  return store.get('articles', id);
}

type Settings = f.Values<typeof SETTINGS>;

function settingsOf(store: Store, { user_segment_id: segment, ...input }: Settings): Partial<SimulatedArticle> {
  const readers = Object.entries(USER_SEGMENTS).find(([, id]) => id === segment)?.[0];
  if (segment !== undefined && readers === undefined) {
    throw invalidRecord({ user_segment_id: [{ description: 'User segment: is invalid', error: 'InvalidValue' }] });
  }
  if (input.author_id != null) store.get('users', input.author_id);
  const given = Object.entries(input).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(given),
    ...(readers === undefined ? {} : { visible_to: readers as keyof typeof USER_SEGMENTS }),
  };
}
