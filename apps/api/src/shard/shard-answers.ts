import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { hashToken, RevocationSource, SessionVerifier, ShareLinks, type Requester } from '#access';
import { Bus, BusSubjects, type BusSubscription } from '#bus';
import { StreamAccess, StreamSource } from '#notification';
import type { HistoryEvent } from '#outbox';
import { DriverLocationRecorder, RiderPresence } from '#matching';
import { Settings } from '#platform';
import {
  answerEach,
  receive,
  send,
  type Answer,
  type PresenceReport,
  type Questions,
  type SentOpeningRequest,
} from './questions.js';

/** The most characters of the events of one page; a reader asks again for the rest. */
const MAX_PAGE_CHARACTERS = 200_000;
/** The most revocations in one answer, of about 100 bytes each. */
const MAX_REVOCATIONS = 2_000;

/** How often this process looks whether it is on the bus. */
const CHECK_INTERVAL_MS = 1_000;

/**
 * Answers the questions of the gateways of this shard, in turn with the other processes that have
 * the database. Concurrent requests share their reads, as those of this process's own streams do.
 */
@Injectable()
export class ShardAnswers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private subscriptions: BusSubscription[] = [];
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly settings: Settings,
    private readonly source: StreamSource,
    private readonly access: StreamAccess,
    private readonly sessions: SessionVerifier,
    private readonly revocations: RevocationSource,
    private readonly links: ShareLinks,
    private readonly drivers: DriverLocationRecorder,
    private readonly riders: RiderPresence,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.bus.servers) return;
    this.answer('open', (request) => this.source.open(receiveOpening(request)));
    this.answer('open-replay', (request) => this.source.openReplay(receiveOpening(request)));
    this.answer('page', async (request) => cutPage(await this.source.readPage(request)));
    this.answer('heads', async (streams) => [...(await this.source.readHeads(streams))]);
    this.answer('check', async ({ requester, stream }) => {
      await this.access.check(receive<Requester>(requester), stream);
      return null;
    });
    this.answer('identify', async ({ token }) =>
      send(await this.sessions.verify(hashToken(token))),
    );
    this.answer('revocations', ({ since, limit }) => this.readRevocations(since, limit));
    this.answer('open-link', async ({ tripId, token }) =>
      send(await this.links.open(tripId, token)),
    );
    this.answer('ended-links', async (ids) => [
      ...(await this.links.findEnded(ids.map((userId) => ({ userId })))),
    ]);
    this.timer = setInterval(() => {
      if (!this.bus.isConnected) this.riders.noteBlind();
    }, CHECK_INTERVAL_MS);
    this.answer('presence', (report) => Promise.resolve(this.takePresence(report)));
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
  }

  private answer<Name extends keyof Questions>(name: Name, answer: Answer<Name>): void {
    const { bus, subjects } = this;
    this.subscriptions.push(answerEach({ bus, subjects, name }, answer));
  }

  private async readRevocations(
    since: number,
    limit: number,
  ): Promise<Questions['revocations'][1]> {
    const read = await this.revocations.readSince(since, Math.min(limit, MAX_REVOCATIONS));
    return { ...read, tokens: read.tokens.map(send) };
  }

  private takePresence({ drivers, riders, streamed }: PresenceReport): null {
    for (const id of drivers) this.drivers.touch(id);
    for (const [id, age] of riders) this.riders.touch(id, age);
    for (const [id, age] of streamed) this.riders.noteStreamed(id, age);
    return null;
  }
}

const receiveOpening = (sent: SentOpeningRequest) => ({
  ...sent,
  requester: receive<Requester>(sent.requester),
});

/** @returns one event at least, if there is one */
function cutPage(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  let characters = 0;
  const end = events.findIndex(({ json }, index) => {
    characters += json.length;
    return index > 0 && characters > MAX_PAGE_CHARACTERS;
  });
  return end === -1 ? events : events.slice(0, end);
}
