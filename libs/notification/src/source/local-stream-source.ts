import { Injectable } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { StreamId } from '#contracts';
import { Epoch, OutboxTail, StreamHistory, type HistoryEvent } from '#outbox';
import { StreamOpener, type StreamOpening } from '../connection/stream-opener.js';
import { ReplayOpener, type ReplayOpening } from '../replay/replay-opener.js';
import type { OpeningRequest } from '../connection/stream-request.js';
import { StreamSource, type PageRequest, type SourceBreak } from './stream-source.js';

/** Reads the history in the database of this process. Its own tail feeds the hub. */
@Injectable()
export class LocalStreamSource extends StreamSource {
  readonly breaks$: Observable<SourceBreak>;

  constructor(
    private readonly opener: StreamOpener,
    private readonly replayOpener: ReplayOpener,
    private readonly history: StreamHistory,
    private readonly epoch: Epoch,
    tail: OutboxTail,
  ) {
    super();
    this.breaks$ = tail.breaks$.pipe(
      map((reason) => (reason === 'history_changed' ? reason : 'hints_missed')),
    );
  }

  get lastEpoch(): string | null {
    return this.epoch.lastKnown;
  }

  open(request: OpeningRequest): Promise<StreamOpening> {
    return this.opener.open(request);
  }

  openReplay(request: OpeningRequest): Promise<ReplayOpening> {
    return this.replayOpener.open(request);
  }

  async readPage({ epoch, stream, after, limit }: PageRequest): Promise<readonly HistoryEvent[]> {
    const { events } = await this.history.readPage(stream, after, limit);
    // Before an event is sent: a restored history has these numbers for other events.
    await this.epoch.requireCurrent(epoch);
    return events;
  }

  readHeads(streams: readonly StreamId[]): Promise<Map<StreamId, number>> {
    return this.history.readHeads([...streams]);
  }
}
