import { registerHooks } from 'node:module';

const ADDRESS = 'fake:vscode';

/**
 * Gives every module that is loaded from now on this `vscode`. A static import in the same file would come too early:
 * what needs it is imported with `await import()`.
 */
export function serveVscode(fake: Readonly<Record<string, unknown>>): void {
  Reflect.set(globalThis, 'fakeOfTheEditor', fake);
  const source = Object.keys(fake)
    .map((name) => `export const ${name} = globalThis.fakeOfTheEditor.${name};`)
    .join('\n');
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode'
        ? { url: ADDRESS, format: 'module', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === ADDRESS ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
}
