import type { Session, Trip, TripStatus } from '#contracts';
import type { TripstreamApi } from '#client';
import type { TripDemand } from '#scenario';
import type { SeededRandom } from '../random/seeded-random.js';
import { untilAborted } from '#driving';
import type { Agent, AgentView } from '../city/agent-view.js';
import { createPersonName } from '../city/names.js';
import { RecordedStream } from '../stream/recorded-stream.js';
import { RiderPatience } from './rider-patience.js';
import type { RiderPhase, RiderTripLog } from '../city/run-journal.js';
import { TripFollower } from './trip-follower.js';
import type { World } from '../city/world.js';

/** Real milliseconds between opening the app and the departure. */
export const OPENS_APP_MS = 4_000;
const RATES_A_RIDE = 0.7;
const READS_RECEIPT = 0.3;
/** Simulated seconds after the request at which some riders vanish. */
const VANISHES = { from: 5, to: 300 };

export interface RiderPlan {
  demand: TripDemand;
  /** Whether a second client subscribes to the stream of the trip, as a watcher would. */
  watchesTrip: boolean;
}

/** One simulated rider, who requests one ride. */
export class RiderAgent implements Agent {
  private readonly random: SeededRandom;
  private readonly follower = new TripFollower((status) => {
    this.onStatus(status);
  });
  private readonly streams: RecordedStream[] = [];
  private phase: RiderPhase | undefined;
  private tripLog: RiderTripLog | undefined;
  private hasVanished = false;
  /** Undefined unless the app is open. */
  private user: Session['user'] | undefined;

  constructor(
    private readonly world: World,
    private readonly plan: RiderPlan,
  ) {
    this.random = world.random.derive(`rider ${plan.demand.id}`);
  }

  get view(): AgentView | undefined {
    const { user, phase, tripLog, streams } = this;
    const [own] = streams;
    if (!user || !own) return undefined;
    const { id, name } = user;
    return {
      id: `rider-${this.plan.demand.id}`,
      role: 'rider',
      name,
      userId: id,
      state: phase === undefined ? 'idle' : 'trip',
      tripId: tripLog?.tripId ?? null,
      stream: own.view,
    };
  }

  /** Whether the trip has ended and its streams will carry no further event. */
  get isComplete(): boolean {
    const [, ...watched] = this.streams;
    if (this.hasVanished) return true;
    return this.follower.ended.aborted && watched.every((stream) => stream.isEnded);
  }

  cut(): void {
    for (const stream of this.streams) stream.cut();
  }

  stall(seconds: number): void {
    for (const stream of this.streams) stream.stall(seconds);
  }

  /** Runs from opening the app to the end of the trip. Streams stay open until `close()`. */
  async ride(): Promise<void> {
    const { clock, closing } = this.world;
    const departure = this.plan.demand.departureSeconds;
    await clock.delayUntil(departure - (OPENS_APP_MS / 1000) * clock.speed, closing);
    if (closing.aborted) return;
    try {
      await this.rideOnce(departure);
    } catch (error) {
      if (!this.world.stop.aborted) this.world.journal.noteProblem('rider', error);
    } finally {
      this.enter('done');
      this.user = undefined;
      if (!this.hasVanished) for (const stream of this.streams) stream.stopDisruptions();
    }
  }

  hasCaughtUp(heads: ReadonlyMap<string, number>): boolean {
    if (this.hasVanished) return true;
    return this.streams.every((stream) => stream.seq >= (heads.get(stream.log.stream) ?? 0));
  }

  close(): void {
    for (const stream of this.streams) stream.close();
  }

  private async rideOnce(departure: number): Promise<void> {
    const { clock, closing, sessions, pins, stop } = this.world;
    const name = createPersonName(this.random, `rider-${this.plan.demand.id}`);
    const session = await sessions.open('rider', name);
    this.user = session.user;
    const api = this.world.api.withToken(session.token);
    await this.openStream('/v1/riders/me/stream', `rider/${session.user.id}`, session.token);
    await clock.delayUntil(departure, closing);
    if (closing.aborted || stop.aborted) return;
    this.enter('waiting');
    const trip = await this.request(api);
    this.follower.onRequested(trip);
    this.tripLog = { tripId: trip.id, lastStatus: this.follower.status };
    this.world.journal.tripLogs.push(this.tripLog);
    pins.show(trip);
    if (this.plan.watchesTrip) {
      void this.openStream(`/v1/trips/${trip.id}/stream`, `trip/${trip.id}`, session.token);
    }
    await Promise.race([this.waitForEnd(api, trip.id), this.vanishes(trip.id)]);
    pins.forget(trip.id);
  }

  /**
   * Some riders vanish for ever: they show no PIN, cancel no trip, and read no stream. Resolves when
   * the trip of such a rider has ended; never for any other rider.
   */
  private async vanishes(tripId: string): Promise<void> {
    const { clock, behaviour, operator, pins, stop, random } = this.world;
    const vanishing = random.derive(`vanishing rider ${this.plan.demand.id}`);
    const seconds = vanishing.between(VANISHES.from, VANISHES.to);
    const ended = AbortSignal.any([this.follower.ended, stop]);
    if (vanishing.chance(behaviour.riderVanishRate)) await clock.delay(seconds, ended);
    else await untilAborted(stop);
    if (ended.aborted) return untilAborted(stop);
    this.hasVanished = true;
    pins.forget(tripId);
    for (const stream of this.streams) stream.leave();
    const trip = await operator.awaitEnd(tripId);
    if (this.tripLog && trip) this.tripLog.lastStatus = trip.status;
  }

  private async request(api: TripstreamApi): Promise<Trip> {
    const { demand } = this.plan;
    const { behaviour, random } = this.world;
    const { origin: pickup, destination: dropoff } = demand;
    const quote = await api.quote({ pickup, dropoff });
    const sharing = random.derive(`sharing rider ${demand.id}`);
    const isShared = Boolean(quote.shared) && sharing.chance(behaviour.sharedRate);
    return api.requestTrip(isShared ? { quoteId: quote.id, shared: true } : { quoteId: quote.id });
  }

  private async waitForEnd(api: TripstreamApi, tripId: string): Promise<void> {
    const { world, random } = this;
    const ended = AbortSignal.any([this.follower.ended, world.stop]);
    const cancel = (reason: string): Promise<Trip> => api.cancelTrip(tripId, reason);
    const status = (): TripStatus | undefined => this.follower.status;
    new RiderPatience({ world, random, status, cancel }).watch(ended);
    const rates = random.chance(RATES_A_RIDE);
    const stars = random.pick([5, 5, 5, 4, 4, 3, 1]);
    const readsReceipt = random.chance(READS_RECEIPT);
    await untilAborted(ended);
    if (this.follower.status !== 'completed') return;
    if (rates) await api.rateTrip(tripId, { stars });
    if (readsReceipt) await api.receipt(tripId);
  }

  private openStream(path: string, stream: RecordedStream['log']['stream'], token: string) {
    const { world } = this;
    const own = stream.startsWith('rider/');
    const role = own ? 'rider' : 'watcher';
    const client = `${role} ${this.plan.demand.id}`;
    const random = world.random.derive(`stream ${client}`);
    const recorded = new RecordedStream({
      world,
      random,
      token,
      path,
      stream,
      client,
      onEvent: (event) => {
        if (!own) return;
        this.follower.onEvent(event);
        // The trip has a new PIN, which no event carries.
        if (event.type === 'trip.redispatching') void this.fetchPin(event.data.trip.id, token);
      },
      onSnapshot: (snapshot) => {
        const { trip } = snapshot as { trip?: Trip | null };
        if (own && trip) this.world.pins.show(trip);
        const missing = own ? this.follower.sync(snapshot) : undefined;
        if (missing !== undefined) void this.fetchTrip(missing, token);
      },
    });
    this.streams.push(recorded);
    return recorded.open();
  }

  /** Fetches a trip that ended while the stream had no cursor to resume from. */
  private async fetchTrip(tripId: string, token: string): Promise<void> {
    const { api, stop, journal } = this.world;
    try {
      this.follower.onFetched(await api.withToken(token).trip(tripId));
    } catch (error) {
      if (!stop.aborted) journal.noteProblem('trip after a cut', error);
    }
  }

  /** Fetches the new PIN. The status in the answer may be older than that of the stream. */
  private async fetchPin(tripId: string, token: string): Promise<void> {
    const { api, stop, journal, pins } = this.world;
    try {
      const trip = await api.withToken(token).trip(tripId);
      if (!this.follower.ended.aborted) pins.show(trip);
    } catch (error) {
      if (!stop.aborted) journal.noteProblem('PIN after a redispatch', error);
    }
  }

  private onStatus(status: TripStatus): void {
    if (this.tripLog) this.tripLog.lastStatus = status;
    if (status === 'in_progress') this.enter('riding');
  }

  private enter(phase: RiderPhase): void {
    if (phase === this.phase || (this.phase === undefined && phase === 'done')) return;
    this.world.journal.moveRider(this.phase, phase);
    this.phase = phase;
  }
}
