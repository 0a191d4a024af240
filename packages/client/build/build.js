/**
 * Builds the package into dist: `npm run build -w @tripstream/client`. `npm pack` and `npm publish`
 * run it first.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { build } from 'vite';
import { contractTypes } from './contract-types.js';
import { writeDeclarations } from './declarations.js';
import { entries, output, packageFolder, repository } from './entries.js';
import { loadContracts } from './load-contracts.js';

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const contracts = await loadContracts();

/** The schemas become a constant, so that the package needs neither the contracts nor zod. */
const constantSchemas = {
  name: 'constant-schemas',
  load: (id) =>
    id.endsWith('/src/protocol/schemas.ts')
      ? `export const schemas = ${JSON.stringify(contracts.protocolSchemas())};`
      : undefined,
};

await build({
  configFile: false,
  root: packageFolder,
  logLevel: 'error',
  plugins: [constantSchemas],
  build: {
    outDir: output,
    target: 'es2022',
    minify: false,
    lib: {
      entry: Object.fromEntries(
        Object.entries(entries).map(([name, source]) => [name, packageFolder + source]),
      ),
      formats: ['es'],
    },
    rolldownOptions: {
      external: [/^react($|\/)/, /^node:/],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js', minify: true },
    },
  },
});
await writeDeclarations(await contractTypes(contracts));
copyFileSync(`${repository}LICENSE`, `${packageFolder}LICENSE`);
