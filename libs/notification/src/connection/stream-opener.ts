import { Injectable } from '@nestjs/common';
import {
  OPS_STREAM,
  eventTypesAfterEnd,
  formatCursor,
  terminalEventTypes,
  type Cursor,
  type StreamId,
  type StreamOpened,
} from '#contracts';
import { Epoch, StreamHistory, type ConsistentRead, type HistoryEvent } from '#outbox';
import { BatchLoader, Settings } from '#platform';
import { StreamSnapshots, type SnapshotRequest, type StreamSnapshot } from '../stream-snapshots.js';
import type { OpeningRequest } from './stream-request.js';
import { decideResume, parseResumePoint, type ResumeDecision } from './resume-decision.js';

/** Events read along with the decision: enough for a client that was away for a moment. */
const FIRST_PAGE_SIZE = 32;

/** How a stream begins: the resume decision, and the snapshot unless the stream is resumed. */
export interface StreamOpening {
  decision: ResumeDecision;
  epoch: string;
  /** The number of the last event. */
  head: number;
  /** The first events after the cursor of a resumed stream. */
  missed: readonly HistoryEvent[];
  /** The cursor stands behind the last event that this stream will ever have. */
  isOver: boolean;
  snapshot?: StreamSnapshot;
}

type SnapshotRead = ConsistentRead<StreamSnapshot>;

/** Snapshots read in one transaction. A longer transaction would hold back vacuum. */
const MAX_BATCH = 200;

const FRESH = { decision: { mode: 'fresh' as const }, head: 0, missed: [], isOver: false };

/** Returns the data of the `stream.opened` frame. */
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

/** Decides how a stream begins, and reads what its first frames need. */
@Injectable()
export class StreamOpener {
  private readonly snapshotLoader = new BatchLoader<SnapshotRequest, SnapshotRead>(
    this.readSnapshots.bind(this),
    MAX_BATCH,
  );

  constructor(
    private readonly epoch: Epoch,
    private readonly history: StreamHistory,
    private readonly snapshots: StreamSnapshots,
    private readonly settings: Settings,
  ) {}

  /** @throws DomainError NOT_FOUND, DATABASE_UNAVAILABLE */
  async open(request: OpeningRequest): Promise<StreamOpening> {
    const epoch = await this.epoch.getCurrent();
    // The ops stream has ephemeral frames only: it has no snapshot, and no cursor to resume from.
    if (request.stream === OPS_STREAM) return { ...FRESH, epoch };
    const opening = await this.read(request, epoch);
    await this.epoch.requireCurrent(epoch);
    return opening;
  }

  private async read(request: OpeningRequest, epoch: string): Promise<StreamOpening> {
    const resumePoint = parseResumePoint(request.presented, epoch);
    const opening =
      'cursor' in resumePoint
        ? await this.resume(request, resumePoint.cursor)
        : { ...FRESH, decision: resumePoint.decision, epoch };
    if (opening.decision.mode === 'resumed') return opening;
    const { head, state } = await this.snapshotLoader.load(request);
    return { ...opening, head, missed: [], isOver: false, snapshot: state };
  }

  /** The decision and the first page come from one read, which concurrent requests share. */
  private async resume(request: OpeningRequest, cursor: Cursor): Promise<StreamOpening> {
    const { stream } = request;
    const { head, events, lastType } = await this.history.readPage(
      stream,
      cursor.seq,
      FIRST_PAGE_SIZE,
    );
    const extent = { head, firstAfter: events[0]?.seq ?? null };
    const decision = decideResume(cursor, extent, this.settings.streams.replayLimit);
    const isOver =
      stream.startsWith('trip/') &&
      (cursor.seq === head
        ? await this.isTerminal(request, lastType)
        : isHidden(request, events[0]));
    return { decision, epoch: cursor.epoch, head, missed: events, isOver };
  }

  private async isTerminal(request: OpeningRequest, lastType: string | null): Promise<boolean> {
    if (lastType !== null)
      return terminalEventTypes.has(lastType) || eventTypesAfterEnd.has(lastType);
    // The retention has deleted the last event, so only the state of the trip is left to ask.
    return (await this.snapshotLoader.load(request)).state.ended;
  }

  /** Reads the snapshots of all streams that open at this moment in one transaction. */
  private async readSnapshots(
    requests: readonly SnapshotRequest[],
  ): Promise<(SnapshotRead | Error)[]> {
    const streams = requests.map(({ stream }) => stream);
    const reads = await this.history.readWithHeads(streams, (tx) =>
      this.snapshots.read(tx, requests),
    );
    return reads.map(({ head, state }) => (state instanceof Error ? state : { head, state }));
  }
}

/** Whether the trip has ended for a viewer, who doesn't get what follows. */
const isHidden = ({ requester }: OpeningRequest, next: HistoryEvent | undefined): boolean =>
  requester.role === 'viewer' && next !== undefined && eventTypesAfterEnd.has(next.type);
