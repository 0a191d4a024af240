import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { streamId, type EphemeralData } from '#contracts';
import { TripSearches, type SearchQuery, type TripSearchState } from '#matching';
import { EphemeralFrames } from '#notification';
import { OnCommittedEvent, type CommittedEvent } from '#outbox';
import { RowIsolation } from '#platform';
import { SearchingRiders } from '../shard/searching-riders.js';
import { OpenStreamPoll, tripIdOf } from './open-stream-poll.js';
import { WatchedSearches, searchStreams } from './watched-searches.js';

/** A client that has just connected gets its first frame within about a second. */
const POLL_INTERVAL_MS = 1000;
/** Each trip is read with every second poll. The slack allows for a timer that fires early. */
const MIN_FRAME_INTERVAL_MS = 1_900;

/**
 * Publishes how the search for a driver goes to the streams of trip and rider. A poll is one
 * statement about the searching trips whose streams are open in this process; without such a stream
 * there is no statement (ADR 0022). The same read says which riders with an open stream search, so
 * their presence needs no statement of its own (ADR 0039).
 */
@Injectable()
export class TripSearchPublisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly openStreams: OpenStreamPoll;
  private readonly watched: WatchedSearches;
  /** The trips whose search has ended since the present poll began. */
  private readonly endedTrips = new Set<string>();

  constructor(
    private readonly searches: TripSearches,
    private readonly frames: EphemeralFrames,
    private readonly rows: RowIsolation,
    private readonly riders: SearchingRiders,
  ) {
    this.watched = new WatchedSearches((stream) => frames.hasSubscribers(stream));
    this.openStreams = new OpenStreamPoll(frames, {
      name: 'trip.search',
      intervalMs: POLL_INTERVAL_MS,
      lookUp: (stream) => {
        this.watched.lookUp(stream);
      },
      poll: () => this.poll(),
    });
  }

  onApplicationBootstrap(): void {
    this.openStreams.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.openStreams.stop();
  }

  @OnCommittedEvent('trip.requested', 'trip.redispatching')
  onSearchStarted({ subject, deliveries }: CommittedEvent): void {
    const isRead = deliveries.some(({ stream }) => this.frames.hasSubscribers(stream));
    if (isRead) this.watched.lookUp(streamId('trip', tripIdOf(subject)));
  }

  /** A poll under way may have read this search before it ended. It must not be published. */
  @OnCommittedEvent('trip.driver_assigned', 'trip.cancelled', 'trip.no_drivers_available')
  onSearchEnded({ subject }: CommittedEvent): void {
    const tripId = tripIdOf(subject);
    this.watched.delete(tripId);
    this.endedTrips.add(tripId);
  }

  private async poll(): Promise<void> {
    // The query can't return trips whose search ended before it begins.
    this.endedTrips.clear();
    const query = this.watched.takeQuery(performance.now() - MIN_FRAME_INTERVAL_MS);
    if (!query) return;
    const found = await this.read(query);
    const searching = new Set(found.map(({ tripId }) => tripId));
    for (const id of query.tripIds) if (!searching.has(id)) this.watched.delete(id);
    this.riders.spread(found.map(({ riderId }) => riderId));
    this.rows.map('trip.search', found, (search) => {
      this.publish(search);
    });
  }

  private async read(query: SearchQuery): Promise<TripSearchState[]> {
    try {
      return await this.searches.read(query);
    } catch (error) {
      this.watched.giveBack(query);
      throw error;
    }
  }

  private publish(search: TripSearchState): void {
    if (this.endedTrips.has(search.tripId)) return;
    this.watched.set(search, performance.now());
    const streams = searchStreams(search).filter((stream) => this.frames.hasSubscribers(stream));
    if (streams.length > 0) this.frames.publish(streams, 'trip.search', describe(search));
  }
}

const describe = (search: TripSearchState): EphemeralData<'trip.search'> => ({
  tripId: search.tripId,
  searchingSince: search.searchingSince.toISOString(),
  deadline: search.deadline.toISOString(),
  driversAsked: search.driversAsked,
  driversAsking: search.driversAsking,
  driversNear: search.driversNear,
  retryAt: search.retryAt?.toISOString() ?? null,
});
