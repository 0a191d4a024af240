import { Injectable } from '@nestjs/common';
import { merge, map, type Observable } from 'rxjs';
import { Bus, BusError, BusSubjects, Fence } from '#bus';
import { parseCursor, type StreamId } from '#contracts';
import {
  StreamSource,
  type OpeningRequest,
  type PageRequest,
  type ReplayOpening,
  type SourceBreak,
  type StreamOpening,
} from '#notification';
import type { HistoryEvent } from '#outbox';
import { DomainError } from '#platform';
import { RelayWatch } from './relay-watch.js';
import { createAsker, send, type SentOpeningRequest } from './questions.js';

/**
 * Asks the processes of the shard for the history. An opening passes the fence first: the stream was
 * joined before, so what the relay publishes from then on arrives, and what it has published is in
 * the answer (ADR 0041).
 */
@Injectable()
export class RemoteStreamSource extends StreamSource {
  readonly breaks$: Observable<SourceBreak>;
  private readonly fence: Fence;
  private readonly openings;
  private readonly replays;
  private readonly pages;
  private readonly heads;

  constructor(
    bus: Bus,
    subjects: BusSubjects,
    private readonly relay: RelayWatch,
  ) {
    super();
    this.fence = new Fence(bus, subjects);
    this.openings = createAsker(bus, subjects, 'open');
    this.replays = createAsker(bus, subjects, 'open-replay');
    this.pages = createAsker(bus, subjects, 'page');
    this.heads = createAsker(bus, subjects, 'heads');
    this.breaks$ = merge(relay.breaks$, bus.breaks$.pipe(map(() => 'hints_missed' as const)));
  }

  get lastEpoch(): string | null {
    return this.relay.epoch;
  }

  async open(request: OpeningRequest): Promise<StreamOpening> {
    await this.passFence();
    return this.openings.ask(sendOpening(request));
  }

  openReplay(request: OpeningRequest): Promise<ReplayOpening> {
    return this.replays.ask(sendOpening(request));
  }

  readPage(request: PageRequest): Promise<readonly HistoryEvent[]> {
    return this.pages.ask(request);
  }

  async readHeads(streams: readonly StreamId[]): Promise<Map<StreamId, number>> {
    return new Map(await this.heads.ask(streams));
  }

  private async passFence(): Promise<void> {
    try {
      await this.fence.pass();
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      throw new DomainError('DATABASE_UNAVAILABLE', 'Live events do not arrive now. Retry.');
    }
  }
}

/** A text that is no cursor may be long, and needs no more than one character to be refused. */
const sendOpening = ({ stream, requester, presented }: OpeningRequest): SentOpeningRequest => ({
  stream,
  requester: send(requester),
  presented: !presented || parseCursor(presented) ? presented : '?',
});
