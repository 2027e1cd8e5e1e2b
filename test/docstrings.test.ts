/**
 * Every public function and class has an example in its docstring, and every example type-checks.
 */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { type Fence, typeErrors } from './support/type-errors.js';

const root = new URL('..', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  exports: Record<string, string | { types: string }>;
};
const entries = Object.entries(exports).flatMap(([entry, target]) =>
  typeof target === 'string'
    ? []
    : [
        {
          name: entry.replace(/^\./, 'zendesk-connector'),
          file: new URL(target.types.replace('./dist/', 'src/').replace('.d.ts', '.ts'), root).pathname,
        },
      ],
);

const { config } = ts.readConfigFile(new URL('tsconfig.build.json', root).pathname, ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root.pathname);
const program = ts.createProgram(
  entries.map(({ file }) => file),
  options,
);
const checker = program.getTypeChecker();

interface Documented {
  readonly name: string;
  readonly examples: readonly string[];
}

function documented(symbol: ts.Symbol, name: string): Documented[] {
  const tags = symbol.getJsDocTags(checker);
  if (tags.some((tag) => tag.name === 'internal') || name.includes('#')) return [];
  const examples = tags
    .filter((tag) => tag.name === 'example')
    .map(({ text }) => ts.displayPartsToString(text).replace(/^```ts\n|\n```$/g, ''));
  return [{ name, examples }];
}

/** Returns what an application calls or constructs: functions, classes that are not errors, and the methods of those. */
function documentedBy(symbol: ts.Symbol): Documented[] {
  const name = symbol.getName();
  const isCalled =
    (symbol.flags & ts.SymbolFlags.Function) !== 0 ||
    ((symbol.flags & ts.SymbolFlags.Variable) !== 0 && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0);
  if (isCalled) return documented(symbol, name);
  if ((symbol.flags & ts.SymbolFlags.Class) === 0 || name.endsWith('Error')) return [];
  const own = documented(symbol, name);
  if (!['ZendeskConnector', 'ZendeskConnection'].includes(name)) return own;
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const methods = members.filter(({ flags }) => (flags & ts.SymbolFlags.Method) !== 0);
  return [...own, ...methods.flatMap((method) => documented(method, `${name}.${method.getName()}`))];
}

const everything = new Map<ts.Symbol, Documented[]>();
for (const { file } of entries) {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  for (const exported of module === undefined ? [] : checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    everything.set(symbol, documentedBy(symbol));
  }
}
const all = [...everything.values()].flat();

test('every public function, class and method has an example', () => {
  expect(all.length).toBeGreaterThan(55);
  expect(all.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

test('every example type-checks', { tags: 'slow' }, async () => {
  const pieces: Fence[] = all.flatMap(({ name, examples }) => examples.map((code) => ({ place: name, code })));
  const names = entries.map(({ name }) => name);
  expect(await typeErrors(pieces, names)).toEqual([]);
});
