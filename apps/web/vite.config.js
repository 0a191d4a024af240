import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';
import { catalogueChunk, compileMessages } from './build/compile-messages.js';
import { compressAssets } from './build/compress-assets.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The pages by name: the API serves `<name>.html` at `/<name>`. */
const pages = ['rider', 'driver', 'city', 'landing', 'side-by-side'];

/**
 * Builds the pages into dist/apps/web, from where the API serves them. Vite compiles JSX as
 * tsconfig.json says. Assets are never inlined, because the Content-Security-Policy allows neither
 * inline scripts nor `data:` addresses.
 */
export default defineConfig({
  root: here('.'),
  logLevel: 'warn',
  resolve: {
    conditions: ['@tripstream/source', ...defaultClientConditions],
    // Leaflet's package.json names its UMD build only.
    alias: [
      { find: /^leaflet$/, replacement: 'leaflet/dist/leaflet-src.esm.js' },
      // The build has parsed the messages already (compile-messages.js).
      {
        find: /^@formatjs\/icu-messageformat-parser$/,
        replacement: '@formatjs/icu-messageformat-parser/no-parser.js',
      },
    ],
  },
  plugins: [compileMessages(), compressAssets()],
  build: {
    outDir: here('../../dist/apps/web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The notices that the licences of the bundled packages ask for; the image holds this file.
    license: { fileName: 'licences.md' },
    rolldownOptions: {
      // react-intl marks its module for React servers, which these pages don't have.
      onLog(level, log, handle) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
      // Modules of these libraries have no side effects on import. Without this, their schemas and
      // the package of those (zod) would be bundled, although the pages do not use them.
      treeshake: {
        moduleSideEffects: [{ test: /\/libs\/(contracts|geo)\//, sideEffects: false }],
      },
      // Packages are a chunk of their own: it changes less often, so browsers keep it longer.
      output: {
        codeSplitting: {
          groups: [
            { name: catalogueChunk, debugName: 'words' },
            // Pages without a map don't download it.
            { name: 'leaflet', test: /node_modules\/leaflet/ },
            { name: 'vendor', test: /node_modules/ },
          ],
        },
      },
      input: Object.fromEntries(pages.map((name) => [name, here(`${name}.html`)])),
    },
  },
});
