/**
 * A file of an agent on its way to the end user: whose it is, how large it may be, and that its address stays inside.
 */
import { describe, expect, test } from 'vitest';
import { type ConnectorEvent, type RequestReport, ZendeskError } from '../../src/index.js';
import { ANN, createFixture, rejection } from '../support/fixture.js';
import { connectRecorded } from '../support/recorded-zendesk.js';

const BYTES = new TextEncoder().encode('%PDF-1.7 the invoice');
const INVOICE = { file_name: 'invoice.pdf', content_type: 'application/pdf', content: BYTES };

async function desk() {
  const reports: RequestReport[] = [];
  const fixture = createFixture({ onRequest: (report) => reports.push(report) });
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  const ann = account.addUser(ANN);
  const bob = account.addUser({ name: 'Bob', email: 'bob@customer.example' });
  const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
  account.addTicket({ subject: 's', body: 'b', requester: ann });
  const attach = (file: Partial<typeof INVOICE> & object = {}, isPublic = true, ticketId = 1) => {
    const attachments = [{ ...INVOICE, ...file }];
    const comment = account.addComment(ticketId, { author: carla, body: 'Here.', public: isPublic, attachments });
    return comment.attachments[0]?.id ?? 0;
  };
  const download = (attachmentId: number, more: object = {}) =>
    fixture.connection().downloadAttachment({ ticketId: 1, attachmentId, ...more });
  return { ...fixture, account, ann, bob, attach, download, reports };
}

async function textOf({ body }: { readonly body: ReadableStream<Uint8Array> }): Promise<string> {
  return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

test('the file that the conversation names, without the token and without its address', async () => {
  const { attach, connection, download, zendesk, events, reports } = await desk();
  const attachmentId = attach();
  const conversation = await connection().getTicketConversation({ ticketId: 1 });
  expect(conversation.comments.at(-1)?.files).toEqual([{ id: attachmentId, type: 'application/pdf', size: 20 }]);
  expect(conversation.background).toContain('{"name":"invoice.pdf","type":"application/pdf","size":20}');
  zendesk.clearRequests();
  events.length = 0;
  reports.length = 0;
  const { body, ...file } = await download(attachmentId);
  expect(file).toEqual({
    ...{ ticketId: 1, attachmentId, name: 'invoice.pdf', type: 'application/pdf', size: 20, isScanned: true },
  });
  expect(await textOf({ body })).toBe('%PDF-1.7 the invoice');
  expect(zendesk.requests.map(({ headers }) => 'authorization' in headers)).toEqual([true, true, false, false]);
  expect(events).toMatchObject([{ type: 'action.finished', action: 'zendesk_download_attachment', ticketId: 1 }]);
  expect(reports.slice(2)).toMatchObject([{ path: '/attachments/[removed]', status: 302 }, { status: 200 }]);
  expect(JSON.stringify([conversation, file, events, reports])).not.toMatch(/token\/|zdusercontent|https:/);
});

test('the id of an event opens the file', async () => {
  const { attach, download } = await desk();
  const { parseTicketEvent } = await import('../../src/webhooks/index.js');
  const attachmentId = attach();
  const event = parseTicketEvent({
    body: JSON.stringify({
      type: 'zen:event-type:ticket.attachment_linked_to_comment',
      detail: { id: '1', actor_id: '9', requester_id: '8' },
      event: { comment: { id: '7', attachment: { id: String(attachmentId), filename: 'x.pdf', is_public: true } } },
    }),
  });
  if (event?.type !== 'file_attached') throw new Error('no file');
  expect(await textOf(await download(event.file.id ?? 0))).toBe('%PDF-1.7 the invoice');
});

test('private attachments: the token goes to the account, not to the host of the contents', async () => {
  const { account, attach, download, zendesk } = await desk();
  account.quirks.attachmentsArePrivate = true;
  const attachmentId = attach();
  zendesk.clearRequests();
  expect(await textOf(await download(attachmentId))).toBe('%PDF-1.7 the invoice');
  const sent = zendesk.requests.slice(2).map(({ path, headers }) => [path.split('/')[1], 'authorization' in headers]);
  expect(sent).toEqual([
    ['attachments', false],
    ['attachments', true],
    ['attachment', false],
  ]);
});

test('a file that the connected user may not open does not cost the connection', async () => {
  const { attach, connection, download, zendesk } = await desk();
  const attachmentId = attach();
  zendesk.fault({ path: /^\/attachments\/token/ }, { status: 401, body: {} });
  expect(await rejection(download(attachmentId))).toMatchObject({ code: 'attachment_refused', status: 403 });
  expect(await connection().status()).toMatchObject({ state: 'connected' });
  expect(zendesk.requests.filter(({ path }) => path === '/oauth/tokens')).toHaveLength(1);
});

describe('whose file it is', () => {
  test('of all numbers, the public files of one’s own ticket; all others look as if they did not exist', async () => {
    const d = await desk();
    const own = d.attach();
    d.account.addTicket({ subject: 's', requester: d.bob });
    const ids = [d.attach({}, false), d.attach({}, true, 2), d.attach({}, false, 2), 999_999];
    const refusals = new Map<string, Set<number>>();
    for (const ticketId of [1, 2, 3]) {
      for (const attachmentId of [own, ...ids]) {
        d.zendesk.clearRequests();
        const outcome = await d.download(attachmentId, { ticketId }).catch((error: unknown) => error);
        if (ticketId === 1 && attachmentId === own) {
          expect(outcome).toMatchObject({ name: 'invoice.pdf' });
          continue;
        }
        if (!(outcome instanceof ZendeskError)) throw new Error(`${attachmentId} of ${ticketId} got out`);
        const key = JSON.stringify([ticketId === 1, outcome]);
        refusals.set(key, (refusals.get(key) ?? new Set()).add(d.zendesk.requests.length));
      }
    }
    expect([...refusals.keys()].map((key) => JSON.parse(key)[1].code)).toEqual(['not_found', 'not_found']);
    for (const counts of refusals.values()) expect(counts.size).toBe(1);
  });

  test('an anonymous visitor needs number and address together, and has ten guesses', async () => {
    const { attach, connection } = await desk();
    const attachmentId = attach();
    const anonymous = connection({ requester: 'from-conversation' });
    const guess = (email: string) => anonymous.downloadAttachment({ ticketId: 1, attachmentId, email });
    expect(await textOf(await guess(ANN.email))).toContain('invoice');
    for (let n = 0; n < 10; n++) expect(await rejection(guess(`x${n}@customer.example`))).toBeInstanceOf(ZendeskError);
    for (let n = 0; n < 10; n++) await rejection(guess('bob@customer.example'));
    expect(await rejection(guess('bob@customer.example'))).toMatchObject({ code: 'rate_limited', reason: 'guesses' });
  });

  test('no model is offered it', async () => {
    const { connection } = await desk();
    expect(
      connection()
        .actions()
        .map(({ name }) => name)
        .join(),
    ).not.toMatch(/attachment|download/);
  });
});

describe('what is not passed on', () => {
  test('a file that says how large it is', async () => {
    const { attach, download, zendesk } = await desk();
    const attachmentId = attach();
    zendesk.clearRequests();
    expect(await rejection(download(attachmentId, { maxBytes: 19 }))).toMatchObject({
      ...{ code: 'attachment_too_large', status: 413, hint: expect.stringContaining('maxBytes') },
    });
    expect(zendesk.requests).toHaveLength(2);
    expect(await textOf(await download(attachmentId, { maxBytes: 20 }))).toHaveLength(20);
  });

  test('a file that is larger than it says', async () => {
    const { attach, download } = await desk();
    const attachmentId = attach({ size: 5 } as object);
    const read = download(attachmentId, { maxBytes: 10 }).then(textOf);
    expect(await rejection(read)).toMatchObject({ code: 'attachment_too_large' });
  });

  test.each([
    ['malware', { malware_scan_result: 'malware_found' }, 'attachment_refused'],
    ['deleted', { deleted: true }, 'not_found'],
    ['an address elsewhere', { content_url: 'https://evil.example/attachments/token/x/' }, 'attachment_refused'],
    ['an address inside', { content_url: 'http://169.254.169.254/attachments/token/x/' }, 'attachment_refused'],
    ['a path of the API', { content_url: 'https://acme.zendesk.com/api/v2/users.json' }, 'attachment_refused'],
    [
      'a way out of the path',
      { content_url: 'https://acme.zendesk.com/attachments/../api/v2/users.json' },
      'attachment_refused',
    ],
    ['another account', { content_url: 'https://other.zendesk.com/attachments/token/x/' }, 'attachment_refused'],
    ['a host that looks alike', { content_url: 'https://x.zdusercontent.com.evil.example/a' }, 'attachment_refused'],
    ['another port', { content_url: 'https://acme.zendesk.com:8443/attachments/token/x/' }, 'attachment_refused'],
    ['no address', { content_url: 'x' }, 'attachment_refused'],
  ])('%s', async (_, file, code) => {
    const { attach, connection, download, zendesk } = await desk();
    const attachmentId = attach(file);
    zendesk.clearRequests();
    const error = await rejection(download(attachmentId));
    expect(error).toMatchObject({ name: 'TicketError', code });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/evil|169\.254|token/);
    expect(zendesk.requests).toHaveLength(2);
    const { comments } = await connection().getTicketConversation({ ticketId: 1 });
    expect(comments.at(-1)?.files ?? []).toHaveLength(code === 'not_found' ? 0 : 1);
  });

  test('malware that an admin allows, and what is not scanned yet, are said to be unscanned', async () => {
    const { attach, download } = await desk();
    const allowed = { malware_scan_result: 'malware_found', malware_access_override: true };
    expect(await download(attach(allowed as object))).toMatchObject({ isScanned: false });
    expect(await download(attach({ malware_scan_result: 'not_scanned' } as object))).toMatchObject({
      isScanned: false,
    });
  });

  test.each([
    ['elsewhere', 'https://evil.example/steal'],
    ['without TLS', 'http://x.zdusercontent.com/attachment/y'],
    ['to itself', '/attachments/token/again/'],
    ['to a sign-in', '/access/unauthenticated'],
  ])('a redirect %s', async (_, location) => {
    const { attach, download, zendesk } = await desk();
    const attachmentId = attach();
    zendesk.clearRequests();
    zendesk.fault({ path: /^\/attachments\/token/ }, { status: 302, headers: { location }, body: '' });
    const error = await rejection(download(attachmentId));
    expect(error).toMatchObject({ code: 'attachment_refused', userMessage: expect.stringContaining('open that file') });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/evil|again|token/);
    expect(zendesk.requests.every(({ subdomain }) => subdomain === 'acme')).toBe(true);
  });

  test('a name that leads out of a folder or hides what it is', async () => {
    const { attach, download } = await desk();
    expect(
      await download(attach({ file_name: '../../etc/pass\u202ewd\n', content_type: 'text/html <b>' })),
    ).toMatchObject({
      name: '.._.._etc_passwd',
      type: 'application/octet-stream',
    });
    for (const file_name of ['..', '.', '\u200b..\n', '']) {
      expect(await download(attach({ file_name })), file_name).toMatchObject({ name: 'file' });
    }
  });
});

describe('while the file is read', () => {
  const ticket = {
    ...{
      id: 5,
      status: 'open',
      requester_id: 77,
      created_at: '2026-11-20T08:00:00Z',
      updated_at: '2026-11-20T08:00:00Z',
    },
  };
  const file = {
    id: 9,
    file_name: 'a.bin',
    content_url: 'https://acme.zendesk.com/attachments/token/canary/?name=a.bin',
  };
  const comment = {
    id: 1,
    public: true,
    author_id: 88,
    created_at: '2026-11-20T08:00:00Z',
    body: '',
    attachments: [file],
  };
  const open = async (content: ReadableStream<Uint8Array>) => {
    const events: ConnectorEvent[] = [];
    const { bot, connector } = await connectRecorded({
      routes: [
        ['GET', /tickets\/5\.json$/, () => ({ ticket, users: [{ id: 77, email: ANN.email }] })],
        ['GET', /comments\.json$/, () => ({ comments: [comment] })],
        ['GET', /^\/attachments\/token/, () => new Response(content)],
      ],
      options: { onEvent: (event) => events.push(event) },
    });
    return connector.connection(bot.id, { permissions: ['ZENDESK_ACTIONS.DOWNLOAD_ATTACHMENT'], requester: ANN });
  };
  const input = { ticketId: 5, attachmentId: 9 };
  const silent = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(3)) });

  test('a host that stops ends it in time', async () => {
    const bot = await open(silent());
    const { body } = await bot.downloadAttachment(input, { timeout: 200 });
    expect(await rejection(textOf({ body }))).toMatchObject({ code: 'timeout' });
  });

  test('a file without an end is cut off', async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(1_000)) });
    const { body } = await (await open(endless)).downloadAttachment({ ...input, maxBytes: 5_000 });
    expect(await rejection(textOf({ body }))).toMatchObject({ code: 'attachment_too_large' });
  });

  test('the signal of the caller ends it', async () => {
    const bot = await open(silent());
    const leaving = new AbortController();
    const { body } = await bot.downloadAttachment(input, { signal: leaving.signal });
    const read = rejection(textOf({ body }));
    leaving.abort(new Error('left'));
    expect(await read).toMatchObject({ message: 'left' });
  });

  test('a connection that breaks does not show the address', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('failed at https://acme.zendesk.com/attachments/token/canary')),
    });
    const { body } = await (await open(broken)).downloadAttachment(input);
    const error = await rejection(textOf({ body }));
    expect(error).toMatchObject({ code: 'network' });
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
  });

  test('a body that is not wanted is canceled at Zendesk', async () => {
    let isCanceled = false;
    const content = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => {
        isCanceled = true;
      },
    });
    const { body } = await (await open(content)).downloadAttachment(input);
    await body.cancel();
    expect(isCanceled).toBe(true);
  });
});
