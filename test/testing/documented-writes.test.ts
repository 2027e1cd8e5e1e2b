/**
 * Writes that Zendesk documents, beyond single tickets: tags, many users at once, redaction, articles.
 */
import { describe, expect, test } from 'vitest';
import { createDesk, type Json } from '../support/zendesk-desk.js';

describe.each([
  ['tickets', { tickets: [{ id: 5, subject: 'S', tags: ['old'] }] }],
  ['users', { users: [{ id: 5, name: 'Ann', tags: ['old'] }] }],
  ['organizations', { organizations: [{ id: 5, name: 'Acme', tags: ['old'] }] }],
] as const)('tags of %s', (many, seed) => {
  test('are set, added and removed', async () => {
    const { api, account } = createDesk({}, seed);
    const path = `/${many}/5/tags`;
    expect((await api('GET', path)).body).toEqual({ tags: ['old'] });
    expect(await api('PUT', path, { tags: ['New', 'old'] })).toMatchObject({
      status: 200,
      body: { tags: ['new', 'old'] },
    });
    expect(await api('DELETE', path, { tags: ['old'] })).toMatchObject({ status: 200, body: { tags: ['new'] } });
    expect(await api('POST', path, { tags: 'vip eu' })).toMatchObject({ status: 201, body: { tags: ['eu', 'vip'] } });
    expect(account.state[many].find(({ id }) => id === 5)?.tags).toEqual(['eu', 'vip']);
    expect((await api('PUT', path, { tags: ['x'], tag: 'y' })).body.details.tag[0].error).toBe('NotModeled');
    expect((await api('GET', `/${many}/6/tags`)).body.error).toBe('RecordNotFound');
  });
});

describe('many users', () => {
  async function job(desk: ReturnType<typeof createDesk>, method: string, path: string, body?: unknown) {
    const { job_status: queued } = (await desk.api(method, path, body)).body;
    expect(queued).toMatchObject({ status: 'queued', results: null });
    const { job_status: done } = (await desk.api('GET', `/job_statuses/${queued.id}`)).body;
    expect(done.status).toBe('completed');
    return done.results;
  }

  test('are created or updated; one that is refused does not keep the others back', async () => {
    const desk = createDesk({}, { users: [{ id: 5, name: 'Ann', email: 'ann@x.example', external_id: 'a' }] });
    const results = await job(desk, 'POST', '/users/create_or_update_many', {
      users: [
        { name: 'Ann B.', email: 'ANN@x.example' },
        { name: 'Ann C.', external_id: 'a' },
        { name: 'Bob', email: 'bob@x.example' },
        { name: 'Bad', email: 'no address' },
      ],
    });
    const bob = desk.account.userByEmail('bob@x.example');
    expect(results).toEqual([
      { index: 0, id: 5, action: 'update', status: 'Updated', success: true },
      { index: 1, id: 5, action: 'update', status: 'Updated', success: true },
      { index: 2, id: bob?.id, action: 'create', status: 'Created', success: true },
      {
        ...{ index: 3, action: 'none', status: 'Failed', success: false },
        ...{ error: 'RecordInvalid', details: 'Email: no address is not properly formatted' },
      },
    ]);
    expect(desk.account.users.find(({ id }) => id === 5)?.name).toBe('Ann C.');
  });

  test('are changed and deleted by id, by external id, and each for itself', async () => {
    const users = [1, 2, 3].map((id) => ({ id, name: `U${id}`, email: `u${id}@x.example`, external_id: `e${id}` }));
    const desk = createDesk({}, { users });
    const seen = (id: number) => desk.account.users.find((user) => user.id === id);
    await job(desk, 'PUT', '/users/update_many?ids=1,2', { user: { notes: 'both' } });
    await job(desk, 'PUT', '/users/update_many?external_ids=e3', { user: { notes: 'third' } });
    expect([1, 2, 3].map((id) => seen(id)?.notes)).toEqual(['both', 'both', 'third']);
    await job(desk, 'PUT', '/users/update_many', {
      users: [
        { id: 1, name: 'One' },
        { external_id: 'e2', name: 'Two' },
      ],
    });
    expect([seen(1)?.name, seen(2)?.name]).toEqual(['One', 'Two']);
    const results = await job(desk, 'DELETE', '/users/destroy_many?ids=1,99');
    expect(results).toMatchObject([
      { id: 1, status: 'Deleted', success: true },
      { id: 99, error: 'RecordNotFound', success: false },
    ]);
    expect(desk.account.userByEmail('u1@x.example')).toBeUndefined();
  });

  test.each([
    ['POST', '/users/create_many', { users: Array.from({ length: 101 }, (_, at) => ({ name: `U${at}` })) }],
    ['POST', '/tickets/create_many', { tickets: Array.from({ length: 101 }, () => ({ comment: { body: 'x' } })) }],
    ['DELETE', '/users/destroy_many', undefined],
    ['PUT', '/tickets/update_many?ids=', { ticket: { priority: 'low' } }],
  ])('%s %s is refused without ids, and with more than a hundred records', async (method, path, body) => {
    const { api, account } = createDesk();
    expect((await api(method, path, body)).status).toBe(422);
    expect([account.users.length, account.tickets.length]).toEqual([1, 0]);
  });

  test('say what depends on a user', async () => {
    const { api, account } = createDesk();
    const ann = account.addUser({ name: 'Ann', email: 'ann@x.example' });
    account.addTicket({ subject: 'S', requester: ann, assignee_id: account.admin.id });
    account.addTicket({ subject: 'T', requester: ann });
    const related = async (id: number) => (await api('GET', `/users/${id}/related`)).body.user_related;
    expect(await related(ann.id)).toMatchObject({ requested_tickets: 2, assigned_tickets: 0 });
    expect(await related(account.admin.id)).toMatchObject({ requested_tickets: 0, assigned_tickets: 1 });
  });
});

describe('redaction of a comment', () => {
  const words = 'My card is <4242> & it is "gold"';
  const begin = () => {
    const told: Json[] = [];
    const desk = createDesk({
      async webhookFetch(request) {
        told.push(await request.json());
        return new Response();
      },
    });
    const { account } = desk;
    const subscriptions = ['zen:event-type:ticket.comment_redacted'];
    account.addWebhook({ name: 'w', endpoint: 'https://bot.example/', subscriptions });
    account.addTicket({ subject: 'S', body: words, requester: account.admin.id });
    const id = account.comments(1)[0]?.id ?? 0;
    return { ...desk, told, id };
  };

  test('blacks out a text everywhere, and is told to webhooks', async () => {
    const { api, account, zendesk, told, id } = begin();
    const { body, status } = await api('PUT', `/tickets/1/comments/${id}/redact`, { text: '<4242>' });
    expect(status).toBe(200);
    expect(body.comment).toMatchObject({ id, plain_body: 'My card is ▇▇▇▇▇▇ & it is "gold"' });
    await zendesk.delivered();
    expect(told).toMatchObject([{ event: { comment: { id: String(id) } } }]);
    expect(JSON.stringify([account.state.comments, account.tickets])).not.toContain('4242');
    expect(account.audits(1).at(-1)?.events).toMatchObject([{ type: 'CommentRedactionEvent', comment_id: id }]);
  });

  test('takes marked HTML and files, also of a closed ticket', async () => {
    const { api, account, id } = begin();
    const attachments = [{ file_name: 'card.png', content_type: 'image/png' }];
    const file = account.addComment(1, { author: account.admin.id, body: 'see', attachments });
    account.updateTicket(1, { status: 'closed' });
    const marked = { ticket_id: 1, html_body: '<p>My card is <redact>&lt;4242&gt;</redact> &amp; …</p>' };
    expect((await api('PUT', `/comment_redactions/${id}`, marked)).body.comment.plain_body).toContain('▇▇▇▇▇▇ &');
    const urls = { ticket_id: 1, external_attachment_urls: [file.attachments[0]?.content_url] };
    const { body } = await api('PUT', `/comment_redactions/${file.id}`, urls);
    expect(body.comment.attachments).toMatchObject([{ file_name: 'redacted.txt', size: 0 }]);
    expect((await api('PUT', `/tickets/1/comments/${id}/redact`, { text: 'card' })).status).toBe(422);
  });

  test.each([
    ['a text that is not there', { text: 'other' }, 422],
    ['no text', {}, 422],
    ['a property that is not modeled', { text: 'card', all: true }, 422],
  ])('is refused with %s', async (_, input, status) => {
    const { api, id, account } = begin();
    expect((await api('PUT', `/tickets/1/comments/${id}/redact`, input)).status).toBe(status);
    expect((await api('PUT', `/comment_redactions/${id}`, { ticket_id: 1 })).status).toBe(422);
    expect((await api('PUT', '/tickets/1/comments/1/redact', { text: 'card' })).status).toBe(404);
    expect(account.comments(1)[0]?.plain_body).toBe(words);
  });
});

describe('articles of the help center', () => {
  test('are created in a section, shown to their segment, translated, and archived', async () => {
    const { api, account } = createDesk();
    const input = { title: 'Reset', body: '<p>Press.</p>', user_segment_id: 2, permission_group_id: 9, promoted: true };
    const { body, status } = await api('POST', '/help_center/de/sections/7/articles', { article: input });
    expect(status).toBe(201);
    expect(body.article).toMatchObject({ ...input, section_id: 7, locale: 'de', author_id: account.admin.id });
    const path = `/help_center/articles/${body.article.id}`;
    expect((await api('GET', path, undefined, null)).status).toBe(404);
    // As clients do that read an article, change it, and send it back whole.
    const changed = { article: { ...body.article, user_segment_id: null, label_names: ['pw'] } };
    expect((await api('PUT', path, changed)).body.article).toMatchObject({
      label_names: ['pw'],
      user_segment_id: null,
    });
    expect((await api('GET', path, undefined, null)).status).toBe(200);
    expect((await api('PUT', path, { article: { title: 'Other' } })).body.details.title[0].error).toBe('NotModeled');
    const translation = { title: 'Passwort', draft: true };
    expect((await api('PUT', `${path}/translations/de`, { translation })).body.translation).toMatchObject(translation);
    expect((await api('GET', `${path}/translations`)).body.translations).toMatchObject([
      { locale: 'de', ...translation },
    ]);
    expect((await api('GET', `${path}/translations/fr`)).status).toBe(404);
    expect((await api('GET', path, undefined, null)).status).toBe(404);
    expect((await api('DELETE', path)).status).toBe(204);
    expect(account.state.articles).toEqual([]);
  });

  test.each([
    [{}, 'title', 'BlankValue'],
    [{ title: 'T', user_segment_id: 77 }, 'user_segment_id', 'InvalidValue'],
    [{ title: 'T', content_tag_ids: ['x'] }, 'content_tag_ids', 'NotModeled'],
  ])('%j is refused: %s', async (article, field, error) => {
    const { api, account } = createDesk();
    const { body, status } = await api('POST', '/help_center/sections/7/articles', { article });
    expect([status, body.details[field][0].error]).toEqual([422, error]);
    expect(account.state.articles).toEqual([]);
  });

  test('are written by agents alone', async () => {
    const { api, account } = createDesk();
    const ann = account.addUser({ name: 'Ann', email: 'ann@x.example' });
    account.addToken({ accessToken: 'ann', userId: ann.id });
    account.addToken({ accessToken: 'reader', scopes: ['read'] });
    const article = { title: 'T' };
    for (const bearer of ['ann', 'reader']) {
      expect((await api('POST', '/help_center/sections/7/articles', { article }, bearer)).status).toBe(403);
    }
  });
});
