import { Readable, Transform, pipeline, type TransformCallback } from 'node:stream';
import type { Exchange } from './exchange.js';

/**
 * The largest piece of an answer that is handed to the connection at once. A client that takes
 * one piece within the time limit of unread answers makes progress.
 */
export const PIECE_BYTES = 16 * 1024;

/**
 * Reads an answer in pieces, each when the client has taken the one before. Only such a client
 * shows progress, and TLS encrypts (and so copies) no more than it takes.
 */
export class SlicedAnswer extends Readable {
  private offset = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly exchange: Exchange,
  ) {
    super({ highWaterMark: 0 });
  }

  override _read(): void {
    const { bytes, offset } = this;
    this.exchange.noteProgress();
    this.offset += PIECE_BYTES;
    this.push(offset < bytes.length ? bytes.subarray(offset, this.offset) : null);
  }
}

/** Passes a stream of bytes on, and notes the client's progress. */
export function meterStream(source: Readable, exchange: Exchange): Readable {
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      exchange.noteProgress();
      done(null, chunk);
    },
  });
  // Fastify reports the error of the meter, with which the pipeline destroys it.
  pipeline(source, meter, () => {});
  return meter;
}
