import type { Store } from '../core/store.js';
import type { SimulatedArticle } from './article-record.js';

export function newArticle(store: Store, article: Partial<SimulatedArticle>): SimulatedArticle {
  const now = store.timestamp();
  return {
    id: store.nextId(),
    title: 'Article',
    body: '',
    locale: 'en-us',
    section_id: 1,
    author_id: store.state.users[0]?.id ?? 0,
    draft: false,
    visible_to: 'everyone',
    label_names: [],
    position: store.state.articles.length,
    promoted: false,
    comments_disabled: false,
    permission_group_id: 1,
    created_at: now,
    updated_at: now,
    ...article,
  };
}
