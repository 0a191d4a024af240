import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What browsers send on as text. */
const TEXT = /\.(js|css|svg)$/;
/** Below this, what the headers say is longer than what is saved. */
const SMALLEST_BYTES = 1024;

const brotli = (source) =>
  brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });

/** Puts a `.br` and a `.gz` beside each asset, once, so that the server needn't for each reader. */
export const compressAssets = () => ({
  name: 'compress-assets',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        if (!TEXT.test(fileName) || source.length < SMALLEST_BYTES) continue;
        this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotli(source) });
        this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(source) });
      }
    },
  },
});
