import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** The types of assets that compress well. */
const TEXT = /\.(js|css|svg)$/;
/** Smaller assets are not compressed, because the extra headers would outweigh the saving. */
const SMALLEST_BYTES = 1024;

const brotli = (source) =>
  brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

/** Emits a `.br` and a `.gz` file for each asset, so that the server need not compress a response. */
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
