import type { ByteSource } from './byte-source.js';
import { fetchBytes } from './fetch-bytes.js';

/** Reads an event stream once, without a parser, and does not reconnect when it ends. */
export async function readStream({ path, onBytes, onText, ...source }: ByteSource): Promise<void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  await fetchBytes({
    ...source,
    address: path,
    accept: 'text/event-stream',
    onPiece: (bytes) => {
      onBytes(bytes);
      onText(decoder.decode(bytes, { stream: true }));
    },
  });
}
