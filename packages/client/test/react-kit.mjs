/**
 * Bundles the hooks of the SDK with one version of React: `node react-kit.mjs 18 <file>`. The hooks
 * import `react`, so the tests of React 18 need a copy in which that name leads to React 18. It runs
 * in a process of its own, because the native bundler does not accept objects of Jest's realm.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const [version, file] = process.argv.slice(2);
const ENTRY = 'virtual:kit';
const source = (path) => JSON.stringify(fileURLToPath(new URL(`../src/${path}`, import.meta.url)));
const { resolve } = createRequire(import.meta.url);
const folderOf = (name) => dirname(resolve(`${name}/package.json`));
const suffix = version === '18' ? '-18' : '';

const entry = {
  name: 'kit',
  resolveId: (id) => (id === ENTRY ? id : undefined),
  load: (id) =>
    id === ENTRY
      ? `export * as React from 'react';
         export { createPortal, flushSync } from 'react-dom';
         export { createRoot, hydrateRoot } from 'react-dom/client';
         export { renderToString } from 'react-dom/server';
         export * as hooks from ${source('react/index.ts')};
         export { ApiProblem } from ${source('index.ts')};`
      : undefined,
};
const bundle = await rolldown({
  input: ENTRY,
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  platform: 'node',
  plugins: [entry],
  logLevel: 'silent',
  resolve: {
    alias: { react: folderOf(`react${suffix}`), 'react-dom': folderOf(`react-dom${suffix}`) },
    extensionAlias: { '.js': ['.ts', '.js'] },
  },
  transform: { define: { 'process.env.NODE_ENV': '"development"' } },
});
await bundle.write({ file, format: 'esm', codeSplitting: false });
