import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';
import { compressAssets } from './build/compress-assets.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Each page by its address: the API serves `<name>.html` at `/<name>`. */
const pages = ['rider', 'driver', 'city'];

/**
 * The pages, into dist/apps/web, from where the API serves them. JSX is compiled by Vite's own
 * transform, as tsconfig.json says. Nothing is inlined: the Content-Security-Policy allows
 * neither inline scripts nor `data:` addresses.
 */
export default defineConfig({
  root: here('.'),
  logLevel: 'warn',
  resolve: {
    conditions: ['@tripstream/source', ...defaultClientConditions],
    // Its package.json names the UMD build only.
    alias: [{ find: /^leaflet$/, replacement: 'leaflet/dist/leaflet-src.esm.js' }],
  },
  plugins: [compressAssets()],
  build: {
    outDir: here('../../dist/apps/web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Apart from our own, because it changes less often and is kept for good.
      output: { codeSplitting: { groups: [{ name: 'vendor', test: /node_modules/ }] } },
      input: Object.fromEntries(pages.map((name) => [name, here(`${name}.html`)])),
    },
  },
});
