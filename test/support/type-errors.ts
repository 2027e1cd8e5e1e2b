/**
 * Type-checks code that stands in documentation.
 */
import ts from 'typescript';

const root = new URL('../..', import.meta.url);

/** A piece of code in a page or in a docstring. */
export interface Fence {
  /** As an error message names it. */
  readonly place: string;
  readonly code: string;
}

/**
 * Returns what is wrong with the types of each piece of code, as the compiler sees it in a project like ours.
 *
 * @param entries those whose exports need no import, by their full names
 */
export async function typeErrors(pieces: readonly Fence[], entries = ['zendesk-connector']): Promise<string[]> {
  const { config } = ts.readConfigFile(new URL('tsconfig.json', root).pathname, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root.pathname);
  // As `strict` as most hosts are; not all packages of engines can take more.
  Object.assign(options, { noPropertyAccessFromIndexSignature: false, exactOptionalPropertyTypes: false });
  // Code in a page may be part of a function that is not shown.
  const RETURN_OUTSIDE_OF_FUNCTION = 1108;
  const sources = new Map(pieces.map(({ code }, n) => [`${root.pathname}examples/fence-${n}.ts`, code]));
  const exported = ["type PendingToolCall = import('zendesk-connector').PendingToolCall;"];
  for (const entry of entries) {
    for (const name of Object.keys(await import(entry))) {
      exported.push(`const ${name}: typeof import('${entry}').${name};`);
    }
  }
  const globals = `${root.pathname}examples/globals.d.ts`;
  sources.set(globals, `export {};\ndeclare global {\n${exported.join('\n')}\n}`);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const code = sources.get(name);
    if (code === undefined) return getSourceFile(name, version, ...rest);
    return ts.createSourceFile(name, name === globals ? code : `${code}\nexport {};`, version);
  };
  const world = new URL('test/support/docs-world.d.ts', root).pathname;
  const program = ts.createProgram([...sources.keys(), world], options, host);
  return [...sources.keys()].flatMap((name, n) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .filter(({ code, file }) => file?.fileName === name && code !== RETURN_OUTSIDE_OF_FUNCTION)
      .map(({ messageText }) => `${pieces[n]?.place ?? name} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}
