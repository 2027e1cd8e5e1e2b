/**
 * Loads a part of the library when it is first needed, and keeps it: `import()` of a module that is loaded already still
 * looks for the module each time.
 */

/** @internal */
export function lazily<Module>(load: () => Promise<Module>): () => Module | Promise<Module> {
  let loaded: Module | undefined;
  return () =>
    loaded ??
    load().then((module) => {
      loaded = module;
      return module;
    });
}
