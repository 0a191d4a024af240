import { Injectable } from '@nestjs/common';
import {
  OPS_STREAM,
  formatCursor,
  terminalEventTypes,
  type StreamId,
  type StreamOpened,
} from '#contracts';
import { Epoch, StreamHistory, type ConsistentRead } from '#outbox';
import { Settings } from '#platform';
import { StreamSnapshots, type StreamSnapshot } from '../stream-snapshots.js';
import type { StreamRequest } from './stream-request.js';
import { examine, judge, type Verdict } from './verdict.js';

/** How a stream begins: the verdict, and the snapshot where there is one. */
export interface StreamOpening {
  verdict: Verdict;
  epoch: string;
  head: number;
  snapshot?: StreamSnapshot;
}

/** What the client is told of it, in the first frame. */
export function describeOpening(
  { verdict, epoch, head }: StreamOpening,
  stream: StreamId,
  heartbeatSeconds: number,
): StreamOpened {
  return {
    stream,
    mode: verdict.mode,
    ...(verdict.mode === 'reset' && { reason: verdict.reason }),
    from: formatCursor(verdict.mode === 'resumed' ? verdict.from : { epoch, seq: 0 }),
    head: formatCursor({ epoch, seq: head }),
    serverTime: new Date().toISOString(),
    heartbeatSeconds,
  };
}

/** Finds out how a stream begins. */
@Injectable()
export class StreamOpenings {
  constructor(
    private readonly epoch: Epoch,
    private readonly history: StreamHistory,
    private readonly snapshots: StreamSnapshots,
    private readonly settings: Settings,
  ) {}

  async open(request: StreamRequest): Promise<StreamOpening> {
    const epoch = await this.epoch.current();
    // Readings only: nothing to resume, and no state but the next reading.
    if (request.stream === OPS_STREAM) return { verdict: { mode: 'fresh' }, epoch, head: 0 };
    const verdict = await this.verdictOn(request, epoch);
    if (verdict.mode === 'resumed') return { verdict, epoch, head: verdict.head };
    const { head, state } = await this.readState(request);
    return { verdict, epoch, head, snapshot: state };
  }

  /** Whether the cursor stands behind the last event that this stream will ever have. */
  async isOver(request: StreamRequest): Promise<boolean> {
    if (!request.stream.startsWith('trip/')) return false;
    const verdict = await this.verdictOn(request, await this.epoch.current());
    if (verdict.mode !== 'resumed' || verdict.from.seq !== verdict.head) return false;
    const range = { after: verdict.head - 1, limit: 1 };
    const [last] = await this.history.read(request.stream, range);
    if (last !== undefined) return terminalEventTypes.has(last.type);
    // It has been trimmed: only the state still tells.
    return (await this.readState(request)).state.ended;
  }

  private readState({ stream, reader }: StreamRequest): Promise<ConsistentRead<StreamSnapshot>> {
    return this.history.readWithHead(stream, (tx) => this.snapshots.read(tx, stream, reader));
  }

  private async verdictOn(request: StreamRequest, epoch: string): Promise<Verdict> {
    const presented = examine(request.presented, epoch);
    if ('verdict' in presented) return presented.verdict;
    const extent = await this.history.extent(request.stream, presented.cursor.seq);
    return judge(presented.cursor, extent, this.settings.streams.replayLimit);
  }
}
