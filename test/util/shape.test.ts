/**
 * What is read of the answers that Zendesk gives, and where one that is of another shape is said to be so.
 */
import { expect, test } from 'vitest';
import { schemaOfAnswer } from '../../src/schema.js';
import {
  anything,
  dictionary,
  everyOf,
  filledText,
  flag,
  id,
  integer,
  listOf,
  maybe,
  members,
  read,
  readable,
  text,
  time,
} from '../../src/util/shape.js';

test.each([
  [
    'id',
    id,
    [1, Number.MAX_SAFE_INTEGER],
    [0, -1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '42', 42n, null],
  ],
  ['integer', integer, [0, -1, -Number.MAX_SAFE_INTEGER], [1.5, -(2 ** 53), Number.NaN, '0', true, undefined]],
  ['text', text, ['', 'a'], [1, null, undefined, ['a'], new String('a')]],
  ['filled text', filledText(), ['a', ' '], ['', 1, null]],
  ['flag', flag, [true, false], [0, 1, 'true', null, undefined]],
  ['time', time, ['2026-01-31T09:00:00Z'], ['', 'yesterday', 1_700_000_000, null]],
  ['dictionary', dictionary, [{}, { a: 1 }], [[], null, 'a', undefined]],
])('%s takes what it is, and nothing that can be made into it', (_, shape, taken, refused) => {
  for (const value of taken) expect(read<unknown>(shape, value)).toBe(value);
  for (const value of refused) expect(read<unknown>(shape, value)).toBeUndefined();
});

test('what is left out, what is null and what is odd are told apart', () => {
  const shape = members({ name: maybe(text), note: readable(maybe(text), 'odd'), rest: anything });
  expect(read(shape, {})).toEqual({ name: undefined, note: undefined, rest: undefined });
  expect(read(shape, { name: null, note: null, rest: null })).toEqual({ name: null, note: null, rest: null });
  expect(read(shape, { name: 'a', note: 1, rest: 1 })).toEqual({ name: 'a', note: 'odd', rest: 1 });
  expect(read(shape, { name: 1 })).toBeUndefined();
  expect(read(shape, [])).toBeUndefined();
});

test('only members that are known are read, and no prototype is changed', () => {
  let reads = 0;
  const answer = JSON.parse('{"id":1,"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}');
  Object.defineProperty(answer, 'secret', { enumerable: true, get: () => reads++ });
  const known = read(members({ id, role: maybe(text) }), answer);
  expect(known).toEqual({ id: 1, role: undefined });
  expect(Object.keys(known ?? {})).toEqual(['id', 'role']);
  expect(Object.getPrototypeOf(known)).toBe(Object.prototype);
  expect(reads).toBe(0);
  expect({}).not.toHaveProperty('role');
});

test('an odd entry is left out of one list, and costs the other', () => {
  const entries = [{ id: 1 }, { id: '2' }, null, { id: 3 }];
  expect(read(listOf(members({ id })), entries)).toEqual([{ id: 1 }, { id: 3 }]);
  expect(read(everyOf(members({ id })), entries)).toBeUndefined();
  expect(read(listOf(id), { 0: 1, length: 1 })).toBeUndefined();
  expect(
    read(
      listOf(id),
      Array.from({ length: 300_000 }, (_, at) => at),
    ),
  ).toHaveLength(299_999);
});

test.each([
  ['a member of an entry', { users: [{ id: 1 }, { id: 2, name: 3 }] }, ['users', 1, 'name']],
  ['a member that is missing', { users: [{}] }, ['users', 0, 'id']],
  ['a list that is none', { users: {} }, ['users']],
  ['the whole', 'Sign in', []],
])('the issue names where the answer is odd: %s', async (_, answer, path) => {
  const { validate } = schemaOfAnswer(members({ users: everyOf(members({ id, name: maybe(text) })) }))['~standard'];
  expect(await validate(answer)).toEqual({ issues: [{ message: expect.any(String), path }] });
});
