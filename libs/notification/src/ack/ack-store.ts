import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { formatCursor, type Cursor, type StreamId } from '#contracts';

/** Streams remembered; of who acknowledged longest ago nothing is known any more. */
const MAX_REMEMBERED = 50_000;

/** How far the clients said that they have got, as far as this process was told. */
@Injectable()
export class AckStore {
  private readonly acked = new LRUCache<StreamId, number>({ max: MAX_REMEMBERED });
  private epoch = '';

  /** What is behind the last one says nothing new: acknowledgements may overtake each other. */
  record(stream: StreamId, { epoch, seq }: Cursor): void {
    // Another history: its numbers have nothing to do with those before.
    if (epoch !== this.epoch) this.acked.clear();
    this.epoch = epoch;
    if (seq > (this.findSeq(stream) ?? -1)) this.acked.set(stream, seq);
  }

  /** The number of the last event that was acknowledged here; undefined: none was. */
  findSeq(stream: StreamId): number | undefined {
    return this.acked.get(stream);
  }

  /** The same as a cursor; null when none was. */
  findCursor(stream: StreamId): string | null {
    const seq = this.findSeq(stream);
    return seq === undefined ? null : formatCursor({ epoch: this.epoch, seq });
  }

  /** Whether this or a later one was acknowledged here before. */
  covers(stream: StreamId, { epoch, seq }: Cursor): boolean {
    return epoch === this.epoch && seq <= (this.findSeq(stream) ?? -1);
  }
}
