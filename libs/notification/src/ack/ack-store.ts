import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { formatCursor, type Cursor, type StreamId } from '#contracts';

/** Number of streams in memory. Beyond it the stream whose last acknowledgement is oldest goes. */
const MAX_STREAMS = 50_000;

/** Remembers how far the clients have acknowledged their streams at this process. */
@Injectable()
export class AckStore {
  private readonly seqByStream = new LRUCache<StreamId, number>({ max: MAX_STREAMS });
  private epoch = '';

  /** Keeps the highest number of each stream, because acknowledgements may overtake each other. */
  record(stream: StreamId, { epoch, seq }: Cursor): void {
    // The numbers of another history cannot be compared with the ones before.
    if (epoch !== this.epoch) this.seqByStream.clear();
    this.epoch = epoch;
    if (seq > (this.findSeq(stream) ?? -1)) this.seqByStream.set(stream, seq);
  }

  /** Returns the number of the last acknowledged event, or undefined. */
  findSeq(stream: StreamId): number | undefined {
    return this.seqByStream.get(stream);
  }

  /** Returns the cursor of the last acknowledged event, or null. */
  findCursor(stream: StreamId): string | null {
    const seq = this.findSeq(stream);
    return seq === undefined ? null : formatCursor({ epoch: this.epoch, seq });
  }

  /** Whether this cursor or a later one was acknowledged at this process. */
  covers(stream: StreamId, { epoch, seq }: Cursor): boolean {
    return epoch === this.epoch && seq <= (this.findSeq(stream) ?? -1);
  }
}
