import { Injectable } from '@nestjs/common';
import type { Cursor } from '#contracts';
import { Epoch, StreamHistory } from '#outbox';
import type { StreamRequest } from '../connection/stream-request.js';
import {
  parseResumePoint,
  decideResume,
  type ResumeDecision,
} from '../connection/resume-decision.js';

/** How a replay begins, and where it ends: at what had happened by then. */
export interface ReplayOpening {
  decision: ResumeDecision;
  epoch: string;
  head: number;
  /** Where it goes on from: the presented cursor, else before the first event that is kept. */
  from: Cursor;
  /** The cursor stands behind all there is to replay. */
  isOver: boolean;
}

/** Finds out how a replay begins: a cursor means what it means on the stream itself. */
@Injectable()
export class ReplayOpener {
  constructor(
    private readonly epoch: Epoch,
    private readonly history: StreamHistory,
  ) {}

  async open({ stream, presented }: StreamRequest): Promise<ReplayOpening> {
    const epoch = await this.epoch.getCurrent();
    const head = (await this.history.readHeads([stream])).get(stream) ?? 0;
    const firstAfter = async (after: number) =>
      (await this.history.read(stream, { after, limit: 1 }))[0]?.seq ?? null;
    const known = parseResumePoint(presented, epoch);
    const decision =
      'decision' in known
        ? known.decision
        : // Sent page by page at the pace of the past: no gap is too large.
          decideResume(
            known.cursor,
            { head, firstAfter: await firstAfter(known.cursor.seq) },
            Infinity,
          );
    if (decision.mode !== 'resumed') {
      return this.fromStart({ decision, epoch, head }, await firstAfter(0));
    }
    return { decision, epoch, head, from: decision.from, isOver: decision.from.seq === head };
  }

  /** There is no snapshot to begin with, so whoever gets less than all is told so. */
  private fromStart(
    { decision, epoch, head }: Pick<ReplayOpening, 'decision' | 'epoch' | 'head'>,
    first: number | null,
  ): ReplayOpening {
    const isTrimmed = head > 0 && first !== 1;
    const from = { epoch, seq: first === null ? head : first - 1 };
    return {
      decision:
        isTrimmed && decision.mode === 'fresh'
          ? { mode: 'reset', reason: 'history_trimmed' }
          : decision,
      ...{ epoch, head, from, isOver: false },
    };
  }
}
