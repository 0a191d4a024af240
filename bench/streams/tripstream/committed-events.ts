import { EventEmitter2 } from '@nestjs/event-emitter';
import type { StreamId } from '#contracts';
import { StreamHistory, type CommittedEvent } from '#outbox';
import { SAMPLE_ID, SAMPLE_SUBJECT, SAMPLE_TYPE, sampleJson } from '../event/sample-event.js';
import type { CapturedServer } from './capture-application.js';

/**
 * Emits events inside the server's process exactly as the outbox's tail does: under their
 * type, with the next number of their stream. The events are not in the database. The heads
 * that the server reads there are lower than the numbers sent and therefore have no effect.
 */
export class CommittedEvents {
  private readonly emitter: EventEmitter2;
  private readonly heads = new Map<StreamId, number>();

  constructor(private readonly captured: CapturedServer) {
    this.emitter = captured.app.get(EventEmitter2, { strict: false });
  }

  /** Continues streams after their heads in the database; no other writer may append to them then. */
  async adoptHeads(streams: StreamId[]): Promise<void> {
    const history = this.captured.app.get(StreamHistory, { strict: false });
    const heads = await history.readHeads(streams);
    for (const stream of streams) this.heads.set(stream, heads.get(stream) ?? 0);
  }

  emit(stream: StreamId, stamp?: number): Promise<unknown> {
    const seq = (this.heads.get(stream) ?? 0) + 1;
    this.heads.set(stream, seq);
    const event: CommittedEvent = {
      id: SAMPLE_ID,
      type: SAMPLE_TYPE,
      subject: SAMPLE_SUBJECT,
      time: new Date(),
      json: sampleJson(stamp),
      deliveries: [{ stream, seq }],
    };
    return this.emitter.emitAsync(event.type, event);
  }
}
