/**
 * Files that the application adds to tickets and comments: uploaded once, never left out in silence, never the model's.
 */
import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../src/index.js';
import { ENGINES } from '../support/engines.js';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';
import { connectRecorded, json, ticket } from '../support/recorded-zendesk.js';

const INPUT = { subject: 'Cannot log in', body: 'See the screenshot.' };
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const SHOT: Attachment = { name: 'shot.png', type: 'image/png', data: PNG };

async function connected(): Promise<Fixture> {
  const fixture = createFixture();
  await fixture.connect();
  fixture.zendesk.clearRequests();
  return fixture;
}

const uploadsOf = ({ zendesk }: Fixture) => zendesk.requests.filter(({ path }) => path === '/api/v2/uploads');
const filesOf = ({ zendesk }: Fixture, ticketId: number) =>
  zendesk
    .account('acme')
    .comments(ticketId)
    .map(({ attachments }) => attachments.map(({ file_name, content_type, size }) => [file_name, content_type, size]));

describe('files of a new ticket', () => {
  test('arrive with name, type and bytes, whatever form the application has them in', async () => {
    const fixture = await connected();
    const attachments = [
      SHOT,
      new File(['a,b\n'], 'orders.csv', { type: 'text/csv' }),
      { name: 'note.txt', data: new Blob(['hello'], { type: 'text/plain; charset=utf-8' }) },
      { name: 'invoice.pdf', data: new TextEncoder().encode('%PDF').buffer as ArrayBuffer },
    ];
    const { ticketId, ...created } = await fixture.connection().createTicket(INPUT, { attachments });
    expect(created).not.toHaveProperty('warnings');
    expect(filesOf(fixture, ticketId)).toEqual([
      [
        ['shot.png', 'image/png', 4],
        ['orders.csv', 'text/csv', 4],
        ['note.txt', 'text/plain', 5],
        ['invoice.pdf', 'application/pdf', 4],
      ],
    ]);
  });

  test('are uploaded once for all retries and repetitions of a call, which is one ticket', async () => {
    const fixture = await connected();
    const { zendesk } = fixture;
    zendesk.fault({ method: 'POST', path: '/api/v2/tickets' }, { reset: true, when: 'after', times: 1 });
    const call = { attachments: [SHOT], idempotencyKey: 'call_1' };
    const { ticketId } = await fixture.connection().createTicket(INPUT, call);
    expect(await fixture.connection().createTicket(INPUT, call)).toMatchObject({ ticketId, replayed: true });
    expect(uploadsOf(fixture)).toHaveLength(1);
    expect(zendesk.account('acme').tickets).toHaveLength(1);
    expect(filesOf(fixture, ticketId)).toHaveLength(1);
  });

  test('without a key, other files are another ticket, and the same ones a repetition', async () => {
    const fixture = await connected();
    const bot = fixture.connection();
    const first = await bot.createTicket(INPUT, { attachments: [SHOT] });
    const copy = { ...SHOT, data: new Blob([PNG]) };
    expect(await bot.createTicket(INPUT, { attachments: [copy] })).toMatchObject({
      ...first,
      replayed: true,
      summary: expect.any(String),
    });
    const other = { ...SHOT, data: new Uint8Array([1, 2, 3, 4]) };
    expect(await bot.createTicket(INPUT, { attachments: [other] })).toMatchObject({ replayed: false });
    expect(await bot.createTicket(INPUT)).toMatchObject({ replayed: false });
  });

  test('other files under the same key are a conflict, not files that are missing', async () => {
    const fixture = await connected();
    const bot = fixture.connection();
    await bot.createTicket(INPUT, { attachments: [SHOT], idempotencyKey: 'call_1' });
    const others = { attachments: [{ ...SHOT, name: 'other.png' }], idempotencyKey: 'call_1' };
    expect(await rejection(bot.createTicket(INPUT, others))).toMatchObject({ code: 'idempotency_conflict' });
    expect(await rejection(bot.createTicket(INPUT, { idempotencyKey: 'call_1' }))).toMatchObject({
      code: 'idempotency_conflict',
    });
    expect(fixture.zendesk.account('acme').tickets).toHaveLength(1);
  });

  test.each([
    ['lost', { reset: true, when: 'after' as const, times: 1 }],
    ['503', { status: 503, times: 1 }],
  ])('an upload whose answer is %s is sent again', async (_, fault) => {
    const fixture = await connected();
    fixture.zendesk.fault({ method: 'POST', path: '/api/v2/uploads' }, fault);
    const { ticketId } = await fixture.connection().createTicket(INPUT, { attachments: [SHOT] });
    expect(filesOf(fixture, ticketId)).toEqual([[['shot.png', 'image/png', 4]]]);
  });

  test('if Zendesk takes no files, there is no ticket, and nothing is open', async () => {
    const fixture = await connected();
    fixture.zendesk.fault({ method: 'POST', path: '/api/v2/uploads' }, { reset: true, times: 10 });
    const error = await rejection(fixture.connection().createTicket(INPUT, { attachments: [SHOT] }));
    expect(error).toMatchObject({ code: 'network', ambiguous: false });
    expect(fixture.zendesk.account('acme').tickets).toEqual([]);
  });

  test('files that Zendesk leaves out are a warning and an event', async () => {
    const audit = { events: [{ type: 'Comment', attachments: [{ id: 1 }] }] };
    const events: unknown[] = [];
    const { bot } = await connectRecorded({
      routes: [
        ['POST', /uploads\.json$/, () => json(201, { upload: { token: 't' } })],
        ['POST', /tickets\.json$/, () => json(201, { ticket: ticket(), audit })],
      ],
      options: { onEvent: (event) => events.push(event) },
    });
    const attachments = [SHOT, { ...SHOT, name: 'second.png' }];
    expect(await bot.createTicket(INPUT, { attachments })).toMatchObject({
      warnings: [{ code: 'attachment_missing', message: 'Zendesk attached 1 of 2 files.' }],
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ticket.incomplete', warnings: ['attachment_missing'] }),
    );
  });
});

describe('files of a comment', () => {
  test('are public files of the requester, uploaded once for a call', async () => {
    const fixture = await connected();
    const bot = fixture.connection();
    const { ticketId } = await bot.createTicket(INPUT);
    fixture.zendesk.fault({ method: 'PUT', path: '/api/v2/tickets/*' }, { status: 503, when: 'after', times: 1 });
    const call = { attachments: [SHOT], idempotencyKey: 'call_2' };
    await bot.addComment({ ticketId, body: 'Here it is' }, call);
    expect(await bot.addComment({ ticketId, body: 'Here it is' }, call)).toMatchObject({ replayed: true });
    expect(filesOf(fixture, ticketId)).toEqual([[], [['shot.png', 'image/png', 4]]]);
    expect(uploadsOf(fixture)).toHaveLength(1);
    const others = { ...call, attachments: [{ ...SHOT, name: 'other.png' }] };
    expect(await rejection(bot.addComment({ ticketId, body: 'Here it is' }, others))).toMatchObject({
      code: 'idempotency_conflict',
    });
  });

  test('nothing is uploaded for the ticket of another person', async () => {
    const fixture = await connected();
    const { ticketId } = await fixture.connection().createTicket(INPUT);
    const bob = fixture.connection({ requester: { email: 'bob@customer.example' } });
    const error = await rejection(bob.addComment({ ticketId, body: 'x' }, { attachments: [SHOT] }));
    expect(error).toMatchObject({ code: 'not_found' });
    expect(uploadsOf(fixture)).toEqual([]);
  });
});

describe('limits, before anything is sent', () => {
  const big = new Uint8Array(10_000_001);
  test.each<[string, Attachment[], string]>([
    ['six files', Array.from({ length: 6 }, () => SHOT), 'That is more than five files. Please send fewer.'],
    ['11 MB', [{ ...SHOT, data: big }], 'That file is larger than 10 MB. Please send a smaller one.'],
    [
      '11 MB as a Blob',
      [{ ...SHOT, data: new Blob([big]) }],
      'That file is larger than 10 MB. Please send a smaller one.',
    ],
    ['an empty file', [{ ...SHOT, data: new Uint8Array() }], 'That file is empty.'],
    [
      'a program',
      [{ ...SHOT, name: 'a.exe', type: 'application/x-msdownload' }],
      'The help desk does not take files of that type.',
    ],
    ['a web page', [{ ...SHOT, type: 'text/html' }], 'The help desk does not take files of that type.'],
    [
      'an image that can hold scripts',
      [{ ...SHOT, type: 'image/svg+xml' }],
      'The help desk does not take files of that type.',
    ],
    ['no type at all', [{ name: 'shot', data: PNG }], 'The help desk does not take files of that type.'],
  ])('%s', async (_, attachments, userMessage) => {
    const fixture = await connected();
    const error = await rejection(fixture.connection().createTicket(INPUT, { attachments }));
    expect(error).toMatchObject({
      code: 'invalid_input',
      userMessage,
      issues: [{ path: expect.arrayContaining(['attachments']) }],
    });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test.each([
    ['https://evil.example/shot.png'],
    [{ name: 'shot.png', url: 'https://evil.example/shot.png' }],
    [{ name: 'shot.png', data: 'https://evil.example/shot.png' }],
    [{ data: PNG }],
    [null],
  ])('%j is no file', async (attachment) => {
    const fixture = await connected();
    const error = await rejection(fixture.connection().createTicket(INPUT, { attachments: [attachment as never] }));
    expect(error).toMatchObject({ code: 'configuration', option: 'attachments.0' });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test.each([
    ['invoice.exe', 'invoice.exe.png'],
    ['photo', 'photo.png'],
    ['../../etc/pass\u0000wd.png', '_.._etc_passwd.png'],
    ['gnp.\u202eexe.png', 'gnp.exe.png'],
    ['{{ticket.requester.email}}.png', '{\u00a0{ticket.requester.email}}.png'],
    ['.png', 'file.png'],
    [`${'x'.repeat(300)}.PNG`, `${'x'.repeat(100)}.PNG`],
  ])('the name %j becomes %j', async (name, shown) => {
    const fixture = await connected();
    const { ticketId } = await fixture.connection().createTicket(INPUT, { attachments: [{ ...SHOT, name }] });
    expect(filesOf(fixture, ticketId)).toEqual([[[shown, 'image/png', 4]]]);
  });
});

test('an action that takes no files refuses them', async () => {
  const fixture = await connected();
  const [, status] = fixture.connection().actions();
  const calls = [
    () => status?.execute({ ticketId: 1 }, { attachments: [SHOT] }),
    () => fixture.connection().addComment({ ticketId: 1, body: 'b' }, { internalNote: 'n' } as object),
  ];
  for (const call of calls) {
    expect(await rejection(Promise.resolve(call()))).toMatchObject({ code: 'configuration' });
  }
  expect(fixture.zendesk.requests).toEqual([]);
});

test.each(ENGINES)('$name: a model can add no file and no note', async (engine) => {
  const fixture = await connected();
  let heard: readonly string[] = [];
  const extras = { attachments: [{ name: 'a.png', data: 'https://evil.example' }], internalNote: 'Give a refund' };
  const say = await engine.open({
    actions: fixture.connection({ requester: ANN }).actions(),
    system: 's',
    model: ({ results }) => {
      heard = results;
      const call = { id: 'call_1', name: 'zendesk_create_ticket', input: { ...INPUT, ...extras } };
      return results.length === 0 ? { calls: [call] } : { text: 'done' };
    },
  });
  await say('hello');
  expect(heard).toHaveLength(1);
  expect(fixture.zendesk.requests).toEqual([]);
});
