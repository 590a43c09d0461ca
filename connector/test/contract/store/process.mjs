// A process of its own that opens the embedded store in the folder it is given, saves one row, says so, and then waits
// to be killed. Reads the sources as they are: the hooks below turn TypeScript into JavaScript on the way in.
import { register } from 'node:module';

const hooks = `
  import { transformFile } from ${JSON.stringify(import.meta.resolve('@swc/core'))};
  import { fileURLToPath } from 'node:url';
  export function resolve(specifier, context, next) {
    const isOurs = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(isOurs ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
  }
  export async function load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } };
    const { code } = await transformFile(fileURLToPath(url), options);
    return { format: 'module', source: code, shortCircuit: true };
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

/** @type {typeof import('../../../src/store/open.js')} */
const { openStore } = await import(new URL('../../../src/store/open.ts', import.meta.url).href);
const log = { info: () => {}, warn: () => {} };
const store = await openStore({ databaseUrl: null, dataFolder: String(process.argv[2]), log });
await store.saveScope(/** @type {import('../../../src/core/model.js').PersonId} */ ('005000000000001AAA'), {
  parts: { Contact: { changeSeq: 42 } },
});
process.send?.('saved');
setInterval(() => {}, 60_000);
