import { Injectable } from '@nestjs/common';
import type { AccessRequest } from '#access';
import { parseCursor, type ClosingReason } from '#contracts';
import { Settings } from '#platform';
import { describeClosing } from '../connection/stream-closing.js';
import { createClosingFrame, type Frame } from '../frame/frame.js';
import { StreamShards } from '../shard/stream-shards.js';
import { readPresentedCursor } from './stream.service.js';

/** Describes streams that end before they begin, in band: a status would stop an `EventSource`. */
@Injectable()
export class RefusedStreams {
  constructor(
    private readonly shards: StreamShards,
    private readonly settings: Settings,
  ) {}

  /** @returns the bytes of one `stream.closing` frame, at the cursor of the request */
  describe(request: Pick<AccessRequest, 'headers' | 'query'>, reason: ClosingReason): Buffer {
    return this.createFrame(readPresentedCursor(request), reason).bytes;
  }

  /** Creates the only frame of a stream that ends before it begins, at the presented cursor. */
  createFrame(presented: string | null, reason: ClosingReason): Frame {
    const epoch = this.shards.all[0].source.lastEpoch ?? '0';
    const cursor = parseCursor(presented ?? '') ?? { epoch, seq: 0 };
    const { closing, retryMs } = describeClosing(reason, this.settings.streams.retryMs);
    return createClosingFrame(cursor, closing, retryMs);
  }
}
