/**
 * Refusals as Zendesk was recorded or documented to word them: who is to blame, and what the error says.
 */
import { describe, expect, test } from 'vitest';
import { NetworkError, type Requester, ZendeskError } from '../../src/index.js';
import { ANN, connectRecorded, json } from '../support/recorded-zendesk.js';

const INPUT = { subject: 'Help', body: 'It broke.' };

/** By an end user whom the application vouches for, or by an anonymous one, who gave a name and an address. */
async function refusedCreate(
  status: number,
  body: unknown,
  requester: Requester = { email: ANN.email, name: ANN.name },
): Promise<ZendeskError> {
  const answer = () => (body instanceof Response ? body : json(status, body));
  const { bot } = await connectRecorded({ routes: [['POST', /tickets\.json$/, answer]], requester });
  const input = typeof requester === 'object' ? INPUT : { ...INPUT, requester: { email: ANN.email, name: ANN.name } };
  return bot.createTicket(input).then(() => expect.fail('the ticket was created'), asZendeskError);
}

async function refusedStatus(answer: Response): Promise<ZendeskError> {
  const { bot } = await connectRecorded({ routes: [['GET', /tickets\/5\.json$/, () => answer]] });
  return bot.getTicketStatus({ ticketId: 5 }).then(() => expect.fail('there is a status'), asZendeskError);
}

function asZendeskError(error: unknown): ZendeskError {
  if (error instanceof ZendeskError) return error;
  throw error;
}

const invalid = (details: object) => ({ error: 'RecordInvalid', description: 'Record validation errors', details });

describe('[A10] a refusal is blamed on the right one', () => {
  test.each([
    ['Product: is required', { error: 'BlankValue', ticket_field_id: 12345657, ticket_field_type: 'FieldTagger' }],
    ['Order number: cannot be blank', { error: 'BlankValue', ticket_field_id: 12345657 }],
    ['Email used at purchase: cannot be blank', { error: 'BlankValue', ticket_field_id: 12345657 }],
    ['Account suspended?: cannot be blank', { error: 'BlankValue', ticket_field_id: 12345657 }],
    ['Requester name: is required', { error: 'BlankValue', ticket_field_id: 12345657 }],
  ])('a ticket field that the account demands: %s', async (description, more) => {
    const error = await refusedCreate(422, invalid({ base: [{ description, ...more }] }));
    expect(error).toMatchObject({ code: 'ticket_field_rejected', status: 500, retryable: false });
    expect(error.hint).toContain('12345657');
    expect(error.ownerMessage).toContain('12345657');
    expect(error.userMessage).toBe('The help desk could not do that.');
  });

  test.each(['brand_id', 'brand', 'ticket_form_id', 'group_id', 'assignee', 'custom_status_id', 'type', 'tags'])(
    'a default of the application: %s',
    async (field) => {
      const error = await refusedCreate(
        422,
        invalid({ [field]: [{ description: 'Brand: is invalid', error: 'InvalidValue' }] }),
      );
      expect(error).toMatchObject({ code: 'ticket_field_rejected' });
      expect(error.hint).toContain(field);
    },
  );

  test.each([
    'Anfragender: Ann ist gesperrt.',
    'Solicitante: Ann está suspendido.',
    'リクエスタ: Annは利用停止中です。',
    'Requester: Ann is suspended.',
  ])('a suspended user in any language: %s', async (description) => {
    const error = await refusedCreate(422, invalid({ requester: [{ description, error: 'UserSuspended' }] }));
    expect(error).toMatchObject({ code: 'requester_suspended', status: 422 });
  });

  test.each<[string, object, string]>([
    ['under base, in words', invalid({ base: [{ description: 'Requester is suspended' }] }), 'requester_suspended'],
    ['under author', invalid({ author: [{ error: 'UserSuspended', description: 'x' }] }), 'requester_suspended'],
    ['without details', { error: 'UserSuspended', description: 'Ann ist gesperrt' }, 'requester_suspended'],
    ['in the newer envelope', { errors: [{ code: 'UserSuspended', title: 'x' }] }, 'requester_suspended'],
    [
      'as the second of two errors',
      { errors: [{ code: 'InvalidParam', title: 'x' }, { code: 'UserSuspended' }] },
      'requester_suspended',
    ],
    [
      'as an error beside others of the record',
      { error: 'RecordInvalid', errors: [{ code: 'UserSuspended' }] },
      'requester_suspended',
    ],
    [
      'a key that was used, as the second of two errors',
      { errors: [{ code: 'X' }, { code: 'IdempotentRequestError' }] },
      'idempotency_conflict',
    ],
    [
      'a field whose name begins like the requester',
      invalid({ base: [{ description: 'Requester type: cannot be blank', error: 'BlankValue' }] }),
      'ticket_field_rejected',
    ],
    [
      'a field with its id as text',
      invalid({ base: [{ description: 'x', error: 'BlankValue', ticket_field_id: '32972409' }] }),
      'ticket_field_rejected',
    ],
    [
      'a field whose words speak of a suspension',
      invalid({ custom_fields: [{ description: 'Suspended: is invalid' }] }),
      'ticket_field_rejected',
    ],
    [
      'an account field beside the name',
      invalid({ requester: [{ error: 'BlankValue' }], brand_id: [{ error: 'InvalidValue' }] }),
      'ticket_field_rejected',
    ],
    ['something of another kind', { error: 'TicketLimit', description: 'x' }, 'api_error'],
    ['nothing at all', {}, 'api_error'],
  ])('who is meant: %s', async (_, body, code) => {
    expect((await refusedCreate(422, body)).code).toBe(code);
  });

  test('a suspended user that is told in words only', async () => {
    const error = await refusedCreate(422, invalid({ requester: [{ description: 'Requester: Ann is suspended.' }] }));
    expect(error.code).toBe('requester_suspended');
  });

  const ABOUT_REQUESTER = [
    ['requester', 'BlankValue', 'Demandeur : Nom : est trop court (un caractère au minimum)', 'name'],
    ['requester', 'BlankValue', 'Requester: Name: is too short (minimum one character)', 'name'],
    ['requester', undefined, 'Requester: Name: is too short (minimum one character)', 'name'],
    ['requester', 'TooLong', 'Requester: Name: is too long (maximum is 255 characters)', 'name'],
    ['name', 'TooLong', 'Nombre: es demasiado largo', 'name'],
    ['requester_name', 'InvalidValue', 'Name: ist nicht gültig', 'name'],
    ['email', 'BlankValue', 'E-Mail: darf nicht leer sein', 'e-mail'],
    ['requester', 'InvalidValue', 'Anfragender: E-Mail: ist nicht gültig', 'e-mail'],
    ['requester', undefined, 'Email: ann@ is not properly formatted', 'e-mail'],
    ['requester', 'DuplicateValue', 'Requester: Email: ann@x.example is already being used', 'e-mail'],
  ] as const;

  test.each(ABOUT_REQUESTER)('what an end user can correct: %s %s %s', async (field, code, description, what) => {
    const body = invalid({ [field]: [{ description, ...(code ? { error: code } : {}) }] });
    const refused = await refusedCreate(422, body, 'from-conversation');
    expect(refused).toMatchObject({ code: 'invalid_input', userMessage: expect.stringContaining(what) });
    expect(refused.hint).toContain(`Ask the user for their ${what}`);
  });

  test('a signed-in end user is not asked for an address that the model could not send', async () => {
    const refused = await refusedCreate(422, invalid({ email: [{ description: 'x', error: 'InvalidValue' }] }));
    expect(refused).toMatchObject({ code: 'invalid_input', hint: expect.stringContaining('Do not ask') });
    expect(refused.userMessage).toBe('I cannot use the e-mail address in your profile. Please check it there.');
  });
});

describe('what Zendesk said is told, whatever form it has', () => {
  const text = (said: string, type = 'text/plain') =>
    new Response(said, { status: 422, headers: { 'content-type': type } });
  test.each<[string, unknown, string]>([
    ['sentences in a list', { errors: ['Name is invalid', 'Url is invalid'] }, 'Name is invalid; Url is invalid'],
    ['messages in a list', { errors: [{ code: 'E1', message: 'bad thing' }] }, 'E1: bad thing'],
    ['titles in a list', { errors: [{ status: '422', title: 'Too large' }] }, 'Too large'],
    ['a message beside the code', { error: 'RecordInvalid', message: 'not valid' }, 'RecordInvalid: not valid'],
    ['a message alone', { message: 'not valid' }, 'not valid'],
    ['an object with a code', { error: { code: 'InvalidX', message: 'bad x' } }, 'InvalidX: bad x'],
    ['an object with a detail', { error: { title: 'Invalid', detail: 'bad x' } }, 'Invalid: bad x'],
    ['a description alone', { description: 'not valid' }, 'not valid'],
    ['plain text', text('Requester creation collision - please try again\n'), 'Requester creation collision'],
    ['plain text under another type', text('Unverified ticket', 'application/json'), 'Unverified ticket'],
  ])('%s', async (_, body, said) => {
    const error = await refusedCreate(422, body);
    expect(error.message).toContain(`Zendesk answered 422 (${said}`);
    expect(error.ownerMessage).toContain(said.replace(/^\w+: /, ''));
  });

  test.each([
    ['a web page', text('<!doctype html><title>Oops</title>', 'text/html')],
    ['blanks', text(' \n')],
    ['a number', 7],
    ['a list', []],
    ['lists where texts should be', { error: ['a'], description: ['b'], message: [], errors: [null, 7, [], {}] }],
  ])('nothing is made up: %s', async (_, body) => {
    expect((await refusedCreate(422, body)).message).toBe('Zendesk answered 422 to POST /api/v2/tickets.json');
  });

  test('a list of errors by field is read as details', async () => {
    const error = await refusedCreate(422, { errors: { brand_id: ['is not active'] } });
    expect(error).toMatchObject({ code: 'ticket_field_rejected', hint: expect.stringContaining('is not active') });
  });
});

describe('a 404 is about the ticket only if Zendesk says so', () => {
  test.each<[string, Response, string]>([
    [
      'the account is gone',
      json(404, { error: { title: 'No help desk at acme.zendesk.com', message: 'x' } }),
      'account_not_found',
    ],
    [
      'a web page',
      new Response('<html>Oops</html>', { status: 404, headers: { 'content-type': 'text/html' } }),
      'account_not_found',
    ],
    ['an empty object', json(404, {}), 'account_not_found'],
    ['an empty body', new Response(null, { status: 404 }), 'account_not_found'],
    [
      'a path that is not there',
      json(404, { error: 'InvalidEndpoint', description: 'Not found' }),
      'endpoint_not_found',
    ],
    ['a proxy', json(404, { error: 'Not Found' }), 'account_not_found'],
    ['words without a code', json(404, { description: 'Not found' }), 'account_not_found'],
    ['a list', json(404, []), 'account_not_found'],
    ['no such ticket in the newer envelope', json(404, { errors: [{ code: 'RecordNotFound' }] }), 'not_found'],
    [
      'no such ticket, as the second of two errors',
      json(404, { errors: [{ title: 'Gone' }, { code: 'RecordNotFound' }] }),
      'not_found',
    ],
    [
      'a path that is not there, as the second of two',
      json(404, { errors: [{ code: 'RecordNotFound' }, { code: 'InvalidEndpoint' }] }),
      'endpoint_not_found',
    ],
    ['no such ticket', json(404, { error: 'RecordNotFound', description: 'Not found' }), 'not_found'],
  ])('%s', async (_, answer, code) => {
    const error = await refusedStatus(answer);
    expect(error.code).toBe(code);
    if (code !== 'not_found') expect(error.userMessage).not.toMatch(/ticket/);
  });
});

describe('[H6] every error says what failed', () => {
  test('a refusal names the method and the path, and never the query', async () => {
    const error = await refusedCreate(403, { error: 'Forbidden', description: 'No access' });
    expect(error).toMatchObject({ code: 'permission_denied', request: 'POST /api/v2/tickets.json' });
    expect(error.message).toBe('Zendesk answered 403 (Forbidden: No access) to POST /api/v2/tickets.json');
    expect(JSON.stringify(error)).not.toContain('include=');
    expect(error.hint).toMatch(/role.*scope.*plan/);
  });

  test.each<[string, unknown, string | undefined]>([
    [
      'a name that does not resolve',
      Object.assign(new TypeError('fetch failed'), { cause: coded('ENOTFOUND') }),
      'ENOTFOUND',
    ],
    [
      'a certificate',
      Object.assign(new TypeError('x'), { cause: coded('SELF_SIGNED_CERT_IN_CHAIN') }),
      'SELF_SIGNED_CERT_IN_CHAIN',
    ],
    ['several addresses', new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]), 'ECONNREFUSED'],
    [
      'a deep cause',
      Object.assign(new Error('a'), { cause: Object.assign(new Error('b'), { cause: coded('ECONNRESET') }) }),
      'ECONNRESET',
    ],
    ['an outer and an inner code', Object.assign(coded('UND_ERR'), { cause: coded('ECONNRESET') }), 'ECONNRESET'],
    ['no code', new TypeError('fetch failed: bearer access-1'), undefined],
    ['a code that is none', coded('Bearer access-1'), undefined],
    ['a circle', circle(), undefined],
    [
      'an error that throws when it is looked at',
      new Proxy(new Error('x'), {
        get() {
          throw new Error('bearer access-1');
        },
      }),
      undefined,
    ],
  ])('a transport that fails: %s', async (_, failure, transportCode) => {
    const { bot } = await connectRecorded({
      routes: [['POST', /tickets\.json$/, () => Promise.reject(failure)]],
    });
    const error = await bot.createTicket(INPUT, { timeout: 2_000 }).then(() => expect.fail('created'), asZendeskError);
    expect(error).toMatchObject({ code: 'network', request: 'POST /api/v2/tickets.json' });
    expect(error instanceof NetworkError && error.transportCode).toBe(transportCode);
    if (transportCode !== undefined) expect(error.message).toContain(transportCode);
    expect(JSON.stringify(error) + error.message).not.toContain('access-1');
  });

  test('the bot owner hears what stands in the way', async () => {
    const limited = await refusedStatus(json(429, {}, { 'retry-after': '60' }));
    expect(limited.ownerMessage).toMatch(/allows no more requests.*plan/);
    const refused = await refusedStatus(json(400, { error: 'Bad', description: 'Parameter x is missing' }));
    expect(refused.ownerMessage).toBe('Zendesk refused this: Parameter x is missing');
    const forbidden = await refusedCreate(403, { error: 'Forbidden' });
    expect(forbidden.ownerMessage).toMatch(/role.*scope.*plan/);
    for (const error of [limited, refused, forbidden]) expect(error.userMessage).not.toBe(error.ownerMessage);
  });

  test('a call that runs out of time names the request that it waited for', async () => {
    const { bot } = await connectRecorded({
      routes: [['POST', /tickets\.json$/, () => new Promise<Response>(() => {})]],
    });
    const error = await bot.createTicket(INPUT, { timeout: 200 }).then(() => expect.fail('created'), asZendeskError);
    expect(error).toMatchObject({ code: 'timeout', request: 'POST /api/v2/tickets.json' });
  });

  test('the envelope of the newer interfaces is read', async () => {
    const errors = [{ code: 'InvalidParam', title: 'Invalid', detail: 'name is missing' }];
    const error = await refusedStatus(json(422, { errors }));
    expect(error.message).toContain('InvalidParam: name is missing');
    expect(error).toMatchObject({ body: { error: 'InvalidParam', description: 'name is missing' } });
  });

  test('all errors of the envelope are told', async () => {
    const errors = [{ code: 'InvalidParam', detail: 'name is missing' }, { code: 'X', title: 'url is missing' }, null];
    const error = await refusedStatus(json(422, { errors }));
    expect(error.message).toContain('InvalidParam: name is missing; url is missing');
    expect(error).toMatchObject({ body: { error: 'InvalidParam', codes: ['InvalidParam', 'X'] } });
  });

  test('a token of any length that stands anywhere in an error body is removed, at a linear cost', async () => {
    const secret = 'x9'.repeat(2_000);
    const filler = `${'a1'.repeat(20)} `.repeat(240);
    for (const text of [`${filler}${secret}`, `${secret}${filler}`, `${'ab'.repeat(900_000)}`]) {
      const startedAt = performance.now();
      const error = await refusedStatus(json(422, { error: 'X', description: text, details: { base: [text] } }));
      expect(performance.now() - startedAt, 'milliseconds').toBeLessThan(2_000);
      expect(error.message + JSON.stringify(error)).not.toMatch(/(x9){4}|(a1){4}/);
      expect(error.message.length).toBeLessThan(1_200);
    }
  });

  test.each(['\u200b', '\u00ad', '\u202e', '\u0000', '\ufeff', '\u{e0041}'])(
    'a secret that Zendesk repeats is removed also if it holds invisible characters: %j',
    async (invisible) => {
      const secret = 'eyJhbGciOiJIUzI1NiJ9abcdefghijklmnop0123456789';
      const split = secret.replace(/.{20}/g, `$&${invisible}`);
      const error = await refusedCreate(422, { error: 'X', description: `no ${split} here` });
      expect(error.message).toContain('X: no [removed] here');
      expect(JSON.stringify(error) + error.ownerMessage).not.toMatch(/eyJhbG|abcdef|012345/);
    },
  );

  test('a secret that Zendesk repeats is removed wherever it stands', async () => {
    const secret = 'eyJhbGciOiJIUzI1NiJ9abcdefghijklmnop0123456789';
    for (const before of [0, 470, 482, 490, 499, 2_000]) {
      const error = await refusedStatus(json(422, { error: 'X', description: `${'a '.repeat(before / 2)}${secret}` }));
      const said = error.message + JSON.stringify(error);
      for (let length = 8; length < secret.length; length += 5) expect(said).not.toContain(secret.slice(0, length));
    }
  });
});

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function circle(): Error {
  const error = new Error('round and round');
  error.cause = error;
  return error;
}

test.each([
  ['a list in a list', [[{ description: 'x' }]]],
  ['nothing', [null]],
  ['a number', [7]],
  ['an empty field id', [{ description: 'Subject: is too long', ticket_field_id: '' }]],
])('details of an odd shape are a typed error that names the field: %s', async (_, problems) => {
  const error = await refusedCreate(422, invalid({ subject: problems }));
  expect(error.code).toBe('invalid_input');
  expect(error.hint).toContain('subject');
  expect(error.hint).not.toMatch(/object Object|null|ticket field/);
});

test.each(['', ' ', '\n'])('an answer of %j is an empty one', async (body) => {
  const { bot } = await connectRecorded({ routes: [['GET', /tickets\/5\.json$/, () => new Response(body)]] });
  expect(await bot.getTicketStatus({ ticketId: 5 }).catch((error: ZendeskError) => error.message)).toMatch(
    /unexpected shape/,
  );
});

test('details that are nested without end are a typed error', async () => {
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const answer = () => new Response(`{"error":"RecordInvalid","details":{"subject":[${nested}]}}`, { status: 422 });
  const { bot } = await connectRecorded({ routes: [['POST', /tickets\.json$/, answer]] });
  const error = await bot.createTicket(INPUT).then(() => expect.fail('created'), asZendeskError);
  expect(error.code).toBe('invalid_input');
});
