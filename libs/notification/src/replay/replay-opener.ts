import { Injectable } from '@nestjs/common';
import { eventTypesAfterEnd, type Cursor, type StreamId } from '#contracts';
import { Epoch, StreamHistory, type HistoryEvent } from '#outbox';
import {
  decideResume,
  parseResumePoint,
  type ResumeDecision,
} from '../connection/resume-decision.js';
import type { OpeningRequest } from '../connection/stream-request.js';

/**
 * How a replay begins, and where it ends: at the end of the trip, or else at the head of the stream
 * when it was opened.
 */
export interface ReplayOpening {
  decision: ResumeDecision;
  epoch: string;
  /** The number of the last event of the stream. */
  head: number;
  /** The position after which the replay starts: the presented cursor, or the oldest event. */
  from: Cursor;
  /** True if the cursor stands behind the last event to replay. */
  isOver: boolean;
}

/** Decides how a replay begins. Cursors have the same meaning as on the stream itself. */
@Injectable()
export class ReplayOpener {
  constructor(
    private readonly epoch: Epoch,
    private readonly history: StreamHistory,
  ) {}

  /** @throws DomainError DATABASE_UNAVAILABLE */
  async open({ stream, presented }: OpeningRequest): Promise<ReplayOpening> {
    const epoch = await this.epoch.getCurrent();
    const head = (await this.history.readHeads([stream])).get(stream) ?? 0;
    const resumePoint = parseResumePoint(presented, epoch);
    const after = 'cursor' in resumePoint ? resumePoint.cursor.seq : 0;
    const next = await this.readNext(stream, after);
    const decision =
      'decision' in resumePoint
        ? resumePoint.decision
        : // There is no limit, because a replay is sent page by page at its recorded pace.
          decideResume(resumePoint.cursor, { head, firstAfter: next?.seq ?? null }, Infinity);
    const isResumed = decision.mode === 'resumed';
    const first = isResumed || after === 0 ? next : await this.readNext(stream, 0);
    await this.epoch.requireCurrent(epoch);
    if (!isResumed) return startFromOldest({ decision, epoch, head }, first?.seq ?? null);
    const isOver = decision.from.seq === head || isAfterEnd(next);
    return { decision, epoch, head, from: decision.from, isOver };
  }

  private async readNext(stream: StreamId, after: number): Promise<HistoryEvent | undefined> {
    return (await this.history.read(stream, { after, limit: 1 }))[0];
  }
}

/**
 * A replay has no snapshot, so a client that gets less than the whole history learns it from the
 * reset.
 */
function startFromOldest(
  { decision, epoch, head }: Pick<ReplayOpening, 'decision' | 'epoch' | 'head'>,
  first: number | null,
): ReplayOpening {
  const isTrimmed = head > 0 && first !== 1;
  return {
    decision:
      isTrimmed && decision.mode === 'fresh'
        ? { mode: 'reset', reason: 'history_trimmed' }
        : decision,
    epoch,
    head,
    from: { epoch, seq: first === null ? head : first - 1 },
    isOver: false,
  };
}

/** A replay ends with the end of its trip: what follows may be days later. */
export const isAfterEnd = (event: HistoryEvent | undefined): boolean =>
  event !== undefined && eventTypesAfterEnd.has(event.type);
