import { Injectable } from '@nestjs/common';
import {
  OPS_STREAM,
  formatCursor,
  terminalEventTypes,
  type Cursor,
  type StreamId,
  type StreamOpened,
} from '#contracts';
import { Epoch, StreamHistory, type ConsistentRead, type HistoryEvent } from '#outbox';
import { Settings, BatchLoader } from '#platform';
import { StreamSnapshots, type SnapshotRequest, type StreamSnapshot } from '../stream-snapshots.js';
import type { StreamRequest } from './stream-request.js';
import { parseResumePoint, decideResume, type ResumeDecision } from './resume-decision.js';

/** Events read along with the verdict, for whoever was away for a moment only. */
const FIRST_PAGE = 32;

/** How a stream begins: the verdict, and the snapshot where there is one. */
export interface StreamOpening {
  decision: ResumeDecision;
  epoch: string;
  head: number;
  /** The first events after the cursor, when it is honoured. */
  missed: readonly HistoryEvent[];
  /** The cursor stands behind the last event that this stream will ever have. */
  isOver: boolean;
  snapshot?: StreamSnapshot;
}

type Begun = ConsistentRead<StreamSnapshot>;

/** Snapshots read in one transaction, which holds back vacuum while it runs. */
const MOST = 200;

const FRESH = { decision: { mode: 'fresh' as const }, head: 0, missed: [], isOver: false };

/** What the client is told of it, in the first frame. */
export function describeOpening(
  { decision, epoch, head }: Pick<StreamOpening, 'decision' | 'epoch' | 'head'>,
  stream: StreamId,
  heartbeatSeconds: number,
): StreamOpened {
  return {
    stream,
    mode: decision.mode,
    ...(decision.mode === 'reset' && { reason: decision.reason }),
    from: formatCursor(decision.mode === 'resumed' ? decision.from : { epoch, seq: 0 }),
    head: formatCursor({ epoch, seq: head }),
    serverTime: new Date().toISOString(),
    heartbeatSeconds,
  };
}

/** Finds out how a stream begins. */
@Injectable()
export class StreamOpener {
  private readonly states = new BatchLoader<SnapshotRequest, Begun>(
    this.readTogether.bind(this),
    MOST,
  );

  constructor(
    private readonly epoch: Epoch,
    private readonly history: StreamHistory,
    private readonly snapshots: StreamSnapshots,
    private readonly settings: Settings,
  ) {}

  async open(request: StreamRequest): Promise<StreamOpening> {
    const epoch = await this.epoch.getCurrent();
    // Readings only: nothing to resume, and no state but the next reading.
    if (request.stream === OPS_STREAM) return { ...FRESH, epoch };
    const presented = parseResumePoint(request.presented, epoch);
    const opening =
      'cursor' in presented
        ? await this.resume(request, presented.cursor)
        : { ...FRESH, decision: presented.decision, epoch };
    if (opening.decision.mode === 'resumed') return opening;
    const { head, state } = await this.states.load(request);
    return { ...opening, head, missed: [], isOver: false, snapshot: state };
  }

  /** Verdict and first page are one read, and shared with others who resume just now. */
  private async resume(request: StreamRequest, cursor: Cursor): Promise<StreamOpening> {
    const { stream } = request;
    const { head, events, lastType } = await this.history.readPage(stream, cursor.seq, FIRST_PAGE);
    const extent = { head, firstAfter: events[0]?.seq ?? null };
    const decision = decideResume(cursor, extent, this.settings.streams.replayLimit);
    const isAtEnd = stream.startsWith('trip/') && cursor.seq === head;
    const isOver = isAtEnd && (await this.isTerminal(request, lastType));
    return { decision, epoch: cursor.epoch, head, missed: events, isOver };
  }

  private async isTerminal(request: StreamRequest, lastType: string | null): Promise<boolean> {
    if (lastType !== null) return terminalEventTypes.has(lastType);
    // It has been trimmed: only the state still tells.
    return (await this.states.load(request)).state.ended;
  }

  /** Whoever opens a stream at this moment is in the same transaction. */
  private async readTogether(requests: readonly SnapshotRequest[]): Promise<(Begun | Error)[]> {
    const streams = requests.map(({ stream }) => stream);
    const reads = await this.history.readWithHeads(streams, (tx) =>
      this.snapshots.read(tx, requests),
    );
    return reads.map(({ head, state }) => (state instanceof Error ? state : { head, state }));
  }
}
