/**
 * Bundles a page that imports only the given names, and prints the size: `node bundle.mjs connect`.
 * It runs in a process of its own, because the native bundler does not accept objects of Jest's
 * realm.
 */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const ENTRY = 'virtual:entry';
const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const names = process.argv.slice(2).join(', ');

const entry = {
  name: 'entry',
  resolveId: (id) => (id === ENTRY ? id : undefined),
  load: (id) => (id === ENTRY ? `export { ${names} } from ${JSON.stringify(index)};` : undefined),
};
const { output } = await build({
  configFile: false,
  logLevel: 'silent',
  plugins: [entry],
  build: {
    write: false,
    minify: true,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: { input: ENTRY, preserveEntrySignatures: 'strict' },
  },
});
const [{ code, imports }] = output;
const gzipped = gzipSync(code).length;
console.log(JSON.stringify({ gzipped, imports, hasCommands: code.includes('/v1/quotes') }));
