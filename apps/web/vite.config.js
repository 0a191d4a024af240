import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';
import { catalogueChunk, compileMessages } from './build/compile-messages.js';
import { compressAssets } from './build/compress-assets.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The pages by name: the API serves `<name>.html` at `/<name>`, `ride` at `/rides/<id>` and `watch` at
 * `/s/<token>`.
 */
const pages = [
  'rider',
  'ride',
  'watch',
  'driver',
  'city',
  'landing',
  'side-by-side',
  'bytes',
  'race',
];

/**
 * The chunks that pages share. A browser has six connections to a server that speaks HTTP/1.1, so
 * the seventh file of a first visit waits for another round trip. A page therefore has few large
 * files and not many small ones. A module belongs to the first chunk whose test it passes.
 */
const chunks = [
  { name: catalogueChunk, debugName: 'words' },
  // Packages change less often, so browsers keep them longer.
  { name: 'vendor', test: /node_modules\/(?!leaflet)/ },
  // What the start page has, too, and the shared styles, which come before those of a page.
  {
    name: 'page',
    test: /\/src\/((?!bytes|city|driver|landing|race|rider|side-by-side).+\.css$|language\/|page\/(render-page|document-title|page-bar)|offline\/keep-shell|landing\/city-data|side-by-side\/sample-ride)/,
  },
  // What all pages with a stream have before their map is there.
  {
    name: 'live',
    test: /\/(packages\/client|libs\/(contracts|geo))\/|\/src\/(session|stream|problem|format|page|offline|notify|rating|tip|rider\/(ended|ride\/(?!ride-map)|plan\/(planned-address|place-text))|watch\/(?!main|watch-map))|\/src\/map\/(lazy-map|use-city|route-planner|marker\/(location-age|car-age|glide))/,
  },
  // Downloaded after the page is shown.
  { name: 'map', test: /node_modules\/leaflet|\/src\/map\// },
];

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
      output: { codeSplitting: { groups: chunks } },
      input: Object.fromEntries(pages.map((name) => [name, here(`${name}.html`)])),
    },
  },
});
