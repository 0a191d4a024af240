import { Injectable } from '@nestjs/common';
import type { Cursor } from '#contracts';
import { Epoch, StreamHistory } from '#outbox';
import {
  decideResume,
  parseResumePoint,
  type ResumeDecision,
} from '../connection/resume-decision.js';
import type { OpeningRequest } from '../connection/stream-request.js';

/** How a replay begins, and where it ends: at the head of the stream when it was opened. */
export interface ReplayOpening {
  decision: ResumeDecision;
  epoch: string;
  /** The number of the last event to replay. */
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
    const readFirstAfter = async (after: number) =>
      (await this.history.read(stream, { after, limit: 1 }))[0]?.seq ?? null;
    const resumePoint = parseResumePoint(presented, epoch);
    const decision =
      'decision' in resumePoint
        ? resumePoint.decision
        : // There is no limit, because a replay is sent page by page at its recorded pace.
          decideResume(
            resumePoint.cursor,
            { head, firstAfter: await readFirstAfter(resumePoint.cursor.seq) },
            Infinity,
          );
    const first = decision.mode === 'resumed' ? null : await readFirstAfter(0);
    await this.epoch.requireCurrent(epoch);
    if (decision.mode !== 'resumed') return startFromOldest({ decision, epoch, head }, first);
    return { decision, epoch, head, from: decision.from, isOver: decision.from.seq === head };
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
