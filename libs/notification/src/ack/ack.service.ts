import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import { parseCursor, type StreamId } from '#contracts';
import { Epoch, StreamHistory } from '#outbox';
import { DomainError, EventTrail } from '#platform';
import { StreamAcks } from '../stream-acks.js';
import { AckStore } from './ack-store.js';

/** Accepts the acknowledgements of clients. */
@Injectable()
export class AckService {
  constructor(
    private readonly epoch: Epoch,
    private readonly history: StreamHistory,
    private readonly store: AckStore,
    private readonly acks: StreamAcks,
    private readonly trail: EventTrail,
  ) {}

  /**
   * Ignores a cursor of another history: the client is not at fault, and its stream will be reset
   * with `foreign_epoch`. Ignores a cursor that the store covers, without a query. Refuses a cursor
   * that is ahead of the stream.
   *
   * @throws DomainError VALIDATION_FAILED, DATABASE_UNAVAILABLE
   */
  async acknowledge(principal: Principal, stream: StreamId, presented: string): Promise<void> {
    const cursor = parseCursor(presented);
    if (cursor?.epoch !== (await this.epoch.getCurrent())) return;
    if (cursor.seq === 0 || this.store.covers(stream, cursor)) return;
    const heads = await this.history.readHeads([stream]);
    await this.epoch.requireCurrent(cursor.epoch);
    if (cursor.seq > (heads.get(stream) ?? 0)) throw createCursorAheadError();
    await this.acks.acknowledge(principal, cursor.seq);
    // Recorded last, so that a repetition after an error is carried out again.
    this.store.record(stream, cursor);
    this.trail.note({ step: 'acked', event: '', stream, seq: cursor.seq });
  }
}

const createCursorAheadError = (): DomainError =>
  new DomainError('VALIDATION_FAILED', 'Acknowledge what you have received, and no more.', {
    errors: [{ field: 'cursor', message: 'is ahead of your stream' }],
  });
