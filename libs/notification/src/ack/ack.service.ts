import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import { parseCursor, type StreamId } from '#contracts';
import { Epoch, StreamHistory } from '#outbox';
import { DomainError } from '#platform';
import { StreamAcks } from '../stream-acks.js';
import { AckStore } from './ack-store.js';

/** Takes in how far a client has really got. */
@Injectable()
export class AckService {
  constructor(
    private readonly epoch: Epoch,
    private readonly history: StreamHistory,
    private readonly acked: AckStore,
    private readonly acks: StreamAcks,
  ) {}

  /**
   * A cursor of another history is ignored: the client can't help it, and its stream will
   * tell it (`foreign_epoch`). So is one that says nothing new, without a look at the
   * database. One ahead of the stream is a mistake of the client, and refused.
   *
   * @throws DomainError VALIDATION_FAILED, DATABASE_UNAVAILABLE
   */
  async acknowledge(requester: Principal, stream: StreamId, presented: string): Promise<void> {
    const cursor = parseCursor(presented);
    if (cursor?.epoch !== (await this.epoch.getCurrent())) return;
    if (cursor.seq === 0 || this.acked.covers(stream, cursor)) return;
    const heads = await this.history.readHeads([stream]);
    if (cursor.seq > (heads.get(stream) ?? 0)) throw aheadOfStream();
    await this.acks.acknowledge(requester, cursor.seq);
    // Last: what could not be carried out must not be taken for known.
    this.acked.record(stream, cursor);
  }
}

const aheadOfStream = (): DomainError =>
  new DomainError('VALIDATION_FAILED', 'Acknowledge what you have received, and no more.', {
    errors: [{ field: 'cursor', message: 'is ahead of your stream' }],
  });
