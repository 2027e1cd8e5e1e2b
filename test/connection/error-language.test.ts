/**
 * The sentences of errors follow the language of the connection.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  ApiError,
  defineAction,
  RateLimitedError,
  TicketError,
  ZENDESK_ACTIONS,
  ZendeskError,
  type ZendeskErrorInit,
} from '../../src/index.js';
import { connectRecorded, json, type Route } from '../support/recorded-zendesk.js';

const INPUT = { subject: 'Help', body: 'It is broken.' };

async function refusalIn(locale: string, routes: readonly Route[], run: 'status' | 'create'): Promise<ZendeskError> {
  const { bot } = await connectRecorded({ routes, locale });
  const call = run === 'status' ? bot.getTicketStatus({ ticketId: 5 }) : bot.createTicket(INPUT, { timeout: 2_000 });
  return call.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => {
      if (error instanceof ZendeskError) return error;
      throw error;
    },
  );
}

describe('the userMessage of an error is in the language of the connection', () => {
  const missing: Route = ['GET', /tickets\/5/, () => json(404, { error: 'RecordNotFound', description: 'Not found' })];

  test.each([
    ['en', 'I could not find that ticket. Please check its number'],
    ['de-AT', 'Dieses Ticket konnte ich nicht finden. Bitte prüfen Sie die Nummer'],
    ['es-MX', 'No he podido encontrar ese ticket. Compruebe el número'],
    ['fr', 'Je n’ai pas trouvé ce ticket. Veuillez vérifier son numéro'],
    ['it', 'Non ho trovato questo ticket. Controlli il numero'],
    ['nl', 'Ik kon dat ticket niet vinden. Controleer het nummer'],
    ['pt-BR', 'Não consegui encontrar esse ticket. Verifique o número'],
    ['ja', 'I could not find that ticket. Please check its number'],
  ])('%s', async (locale, beginning) => {
    const error = await refusalIn(locale, [missing], 'status');
    expect(error.userMessage.slice(0, beginning.length)).toBe(beginning);
    expect(error).toBeInstanceOf(TicketError);
    expect(error).toMatchObject({ name: 'TicketError', code: 'not_found', status: 404 });
    expect(error.hint, 'the hint is for the model').toMatch(/^Ask the user/);
  });

  test.each<[string, () => Response | Promise<Response>, string, string]>([
    ['a missing name', () => blankName(), 'invalid_input', 'Wie heißen Sie, bitte?'],
    [
      'too many requests',
      () => json(429, {}, { 'retry-after': '60' }),
      'rate_limited',
      'Der Helpdesk ist gerade ausgelastet.',
    ],
    ['no network', () => Promise.reject(new TypeError('x')), 'network', 'Der Helpdesk ist gerade nicht erreichbar.'],
    ['a page', () => new Response('<html>'), 'response_format', 'Die Antwort des Helpdesks war nicht lesbar.'],
    ['no account', () => json(404, {}), 'account_not_found', 'Der Helpdesk ist zurzeit nicht erreichbar.'],
    ['a refusal', () => json(400, { error: 'Bad' }), 'api_error', 'Das konnte der Helpdesk nicht ausführen.'],
  ])('%s', async (_, answer, code, beginning) => {
    const error = await refusalIn('de', [['POST', /tickets\.json$/, answer]], 'create');
    expect(error.code).toBe(code);
    expect(error.userMessage.slice(0, beginning.length)).toBe(beginning);
  });

  test('also for an input that is refused before anything is sent, and for a limit of this library', async () => {
    const { bot } = await connectRecorded({
      routes: [['POST', /tickets\.json$/, ({ body }) => ({ ticket: { ...Object(body).ticket, ...created() } })]],
      locale: 'de',
    });
    await expect(bot.createTicket({ subject: '', body: '' })).rejects.toMatchObject({
      userMessage: 'Einige Angaben fehlen oder sind ungültig.',
    });
    for (let n = 0; n < 5; n++) await bot.createTicket({ ...INPUT, subject: `Help ${n}` });
    const limited = await bot.createTicket({ ...INPUT, subject: 'Help 5' }).catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(RateLimitedError);
    expect(limited).toMatchObject({
      userMessage: 'In zehn Minuten wurden zu viele Tickets erstellt. Bitte versuchen Sie es in Kürze noch einmal.',
    });
  });

  test('calls that share one failure each hear their own language', async () => {
    const { bot, connector } = await connectRecorded({
      routes: [
        ['POST', /tickets\.json$/, () => json(401, { error: 'invalid_token' })],
        ['POST', /^\/oauth\/tokens$/, tokensOnce()],
      ],
    });
    const inLanguage = (locale: string) =>
      connector
        .connection(bot.id, {
          permissions: [ZENDESK_ACTIONS.CREATE_TICKET],
          requester: { email: 'a@b.example' },
          locale,
        })
        .createTicket(INPUT)
        .then(
          () => expect.fail('it succeeded'),
          (error: unknown) => (error instanceof ZendeskError ? error : expect.fail('another error')),
        );
    const [en, de, fr] = await Promise.all(['en', 'de', 'fr'].map(inLanguage));
    expect(new Set([en?.code, de?.code, fr?.code])).toEqual(new Set(['reconnect_required']));
    expect(en?.userMessage).toMatch(/^The help desk connection/);
    expect(de?.userMessage).toMatch(/^Die Verbindung/);
    expect(fr?.userMessage).toMatch(/^La connexion/);
  });
});

describe('an error of an action of the application', () => {
  class StockError extends ZendeskError {
    readonly article: string;
    constructor(article: string, init: ZendeskErrorInit) {
      super(init);
      this.article = article;
    }
  }
  const failing = (userMessage: string) =>
    defineAction<object, object>({
      name: 'fails',
      title: 'Fails',
      description: 'Fails.',
      permission: ZENDESK_ACTIONS.CREATE_TICKET,
      annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
      inputSchema: () => schema,
      outputSchema: schema,
      run: async () => {
        throw new StockError('A1', { message: 'm', code: 'api_error', status: 500, userMessage, hint: 'h' });
      },
    });

  test('keeps its own words, and is the same object', async () => {
    const { bot } = await connectRecorded({ routes: [], locale: 'de' });
    const error = await bot.run(failing('Ausverkauft.'), {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ userMessage: 'Ausverkauft.', article: 'A1' });
  });

  test('with the words of the library is translated, and stays what it is', async () => {
    const { bot } = await connectRecorded({ routes: [], locale: 'de' });
    const error = await bot.run(failing('The help desk could not do that.'), {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StockError);
    expect(error).not.toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      userMessage: 'Das konnte der Helpdesk nicht ausführen.',
      article: 'A1',
      message: 'm',
      name: 'ZendeskError',
    });
    expect((error as Error).stack).toMatch(/ m\n.*error-language\.test/);
    expect(inspect(error)).toContain('error-language.test');
    expect(structuredClone(error)).toBeInstanceOf(Error);
  });
});

test('no error that an end user may hear has words that are not translated', () => {
  const src = new URL('../../src/', import.meta.url).pathname;
  const files = [
    'errors.ts',
    ...['actions', 'http'].flatMap((folder) => readdirSync(join(src, folder)).map((file) => `${folder}/${file}`)),
  ];
  const literals = files.flatMap(
    (file) => readFileSync(join(src, file), 'utf8').match(/userMessage(:| \?\?)\s*['"`].*/g) ?? [],
  );
  expect(literals).toEqual([]);
});

const schema = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) => ({ value: Object(value) as object }),
    jsonSchema: { input: () => ({}), output: () => ({}) },
  },
};

function blankName(): Response {
  const details = { requester: [{ description: 'Anfragender: Name: ist zu kurz', error: 'BlankValue' }] };
  return json(422, { error: 'RecordInvalid', description: 'Record validation errors', details });
}

let lastId = 100;
function created() {
  lastId += 1;
  const at = new Date().toISOString();
  return { id: lastId, status: 'new', requester_id: 77, created_at: at, updated_at: at };
}

/** The code is exchanged; the refresh is refused. */
function tokensOnce() {
  let calls = 0;
  return () =>
    calls++ === 0
      ? json(201, {
          access_token: 'access-1',
          refresh_token: 'refresh-1',
          token_type: 'bearer',
          scope: 'read write',
          expires_in: 3600,
        })
      : json(400, { error: 'invalid_grant' });
}
