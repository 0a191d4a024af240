import type { AnyCloudEvent, Offer, Session, Trip, Vehicle } from '#contracts';
import { abortableDelay, type TripstreamApi } from '#client';
import {
  ignoreLostOffer,
  isLostOffer,
  LocationReporter,
  Motion,
  OfferInbox,
  type OpenOffer,
} from '#driving';
import type { FleetVehicle } from '#scenario';
import type { SeededRandom } from '../random/seeded-random.js';
import type { Agent, AgentView } from '../city/agent-view.js';
import { DriverRide, type VanishingPoint } from './driver-ride.js';
import { createPersonName, createVehicle } from '../city/names.js';
import { RepositionFollower } from './reposition-follower.js';
import { RecordedStream } from '../stream/recorded-stream.js';
import { SharedDrive } from './shared-drive.js';
import type { DriverPhase } from '../city/run-journal.js';
import type { World } from '../city/world.js';

/** Simulated seconds between an offer and its answer. */
const THINKING = { from: 1, to: 4 };
/** Longer than the server keeps an offer open, in real time because the server's clock is real. */
const IGNORES_FOR_MS = 60_000;
const VANISHING_POINTS = [
  'driver_assigned',
  'driver_arrived',
  'in_progress',
] as const satisfies readonly VanishingPoint[];

/** The identity of a driver: an API client with their token, their account and their vehicle. */
interface Credentials {
  api: TripstreamApi;
  user: Session['user'];
  vehicle: Vehicle;
}

/** One simulated driver, on duty for one or more shifts. */
export class DriverAgent implements Agent {
  private readonly random: SeededRandom;
  private readonly motion: Motion;
  private readonly inbox = new OfferInbox();
  private credentials: Credentials | undefined;
  private stream: RecordedStream | undefined;
  private reporter: LocationReporter | undefined;
  private follower: RepositionFollower | undefined;
  private phase: DriverPhase | undefined;
  private trip: { id: string; over: AbortController } | undefined;
  private shared: SharedDrive | undefined;
  /** The drive of shared trips under way. */
  private sharing: Promise<void> | undefined;
  private readonly vanishing: SeededRandom;
  private hasVanished = false;

  constructor(
    private readonly world: World,
    private readonly car: FleetVehicle,
  ) {
    this.random = world.random.derive(`driver ${car.id}`);
    this.vanishing = world.random.derive(`vanishing driver ${car.id}`);
    this.motion = new Motion(world.network, world.clock, car.position);
  }

  get view(): AgentView | undefined {
    const { stream, credentials, phase, trip, car } = this;
    if (!stream || !credentials || !phase) return undefined;
    const isBusy = phase === 'busy';
    return {
      id: `driver-${car.id}`,
      role: 'driver',
      name: credentials.user.name,
      userId: credentials.user.id,
      state: isBusy ? 'trip' : 'idle',
      tripId: (isBusy && trip?.id) || null,
      stream: stream.view,
    };
  }

  /** A driver who has vanished never works again. */
  get isGone(): boolean {
    return this.hasVanished;
  }

  get isBusy(): boolean {
    return this.phase === 'busy';
  }

  cut(): void {
    this.stream?.cut();
  }

  stall(seconds: number): void {
    this.stream?.stall(seconds);
  }

  /** Signs in on the first call and goes online. @returns an API client with the driver's token */
  async goOnline(): Promise<TripstreamApi> {
    const { api, vehicle: car } = (this.credentials ??= await this.signIn());
    this.stream?.resumeDisruptions();
    const { position } = this.motion.location;
    await api.setAvailability({ status: 'online', position, vehicle: car });
    this.reporter = new LocationReporter(api, this.motion, (e) => {
      this.report('location', e);
    });
    this.reporter.start(this.random);
    this.enter('idle');
    return api;
  }

  private async signIn(): Promise<Credentials> {
    const { world, random, car } = this;
    const { token, user } = await world.sessions.open(
      'driver',
      createPersonName(random, `driver-${car.id}`),
    );
    this.stream = new RecordedStream({
      world,
      token,
      random: world.random.derive(`stream ${car.id}`),
      path: '/v1/drivers/me/stream',
      stream: `driver/${user.id}`,
      client: `driver ${car.id}`,
      onEvent: (event) => {
        this.onEvent(event);
      },
      onSnapshot: (snapshot) => {
        this.inbox.sync(snapshot);
        this.follower?.sync(snapshot);
        this.shared?.sync(snapshot);
      },
    });
    const api = world.api.withToken(token);
    this.follower = new RepositionFollower({
      world,
      api,
      motion: this.motion,
      random: world.random.derive(`repositioning driver ${car.id}`),
      onError: (e) => {
        this.report('reposition', e);
      },
    });
    this.shared = new SharedDrive({
      world,
      api,
      motion: this.motion,
      random: world.random.derive(`sharing driver ${car.id}`),
    });
    await this.stream.open();
    return { api, user, vehicle: createVehicle(random) };
  }

  /** Answers offers until `retired` aborts, finishes the ride under way and goes offline. */
  async work(api: TripstreamApi, retired: AbortSignal): Promise<void> {
    while (!retired.aborted && !this.hasVanished) {
      const open = await this.inbox.next(retired);
      if (!open) continue;
      await this.answer(api, open).catch((e: unknown) => {
        this.report('driver', e);
      });
      this.inbox.dismiss(open.offer.id);
    }
    await this.sharing;
    await this.follower?.stop();
    this.reporter?.stop();
    if (!this.world.stop.aborted && !this.hasVanished) {
      await api.setAvailability({ status: 'offline' }).catch((e: unknown) => {
        this.report('offline', e);
      });
    }
    if (!this.hasVanished) this.stream?.stopDisruptions();
    this.enter(undefined);
  }

  hasCaughtUp(heads: ReadonlyMap<string, number>): boolean {
    const { stream } = this;
    return !stream || this.hasVanished || stream.seq >= (heads.get(stream.log.stream) ?? 0);
  }

  close(): void {
    this.reporter?.stop();
    this.stream?.close();
  }

  private async answer(api: TripstreamApi, { offer, gone }: OpenOffer): Promise<void> {
    const { clock, behaviour, stop } = this.world;
    const seconds = this.random.between(THINKING.from, THINKING.to);
    const choice = this.random.next();
    await clock.delay(seconds, AbortSignal.any([gone, stop]));
    if (gone.aborted || stop.aborted) return;
    if (choice < behaviour.declineRate)
      return ignoreLostOffer(api.declineOffer(offer.id, 'Too far'));
    if (choice < behaviour.declineRate + behaviour.ignoreRate) {
      return abortableDelay(IGNORES_FOR_MS, AbortSignal.any([gone, stop]));
    }
    const trip = await this.accept(api, offer);
    if (trip?.shared) await this.share(trip);
    else if (trip) await this.serve(api, trip);
  }

  /** Resolves with undefined when the offer was lost before the driver accepted it. */
  private async accept(api: TripstreamApi, offer: Offer): Promise<Trip | undefined> {
    const over = new AbortController();
    // Set before the request, because the rider's cancellation may arrive before its response.
    this.trip = { id: offer.tripId, over };
    try {
      return await api.acceptOffer(offer.id);
    } catch (error) {
      this.trip = undefined;
      if (isLostOffer(error)) return undefined;
      throw error;
    }
  }

  /** Takes a shared trip. The drive goes on while the driver answers further offers. */
  private async share(trip: Trip): Promise<void> {
    this.trip = undefined;
    this.shared?.add(trip);
    if (this.sharing || !this.shared) return;
    await this.follower?.stop();
    this.enter('busy');
    this.sharing = this.shared
      .run()
      .catch((e: unknown) => {
        this.report('shared drive', e);
      })
      .finally(() => {
        this.sharing = undefined;
        this.enter('idle');
      });
  }

  private async serve(api: TripstreamApi, trip: Trip): Promise<void> {
    const { world, motion, random } = this;
    const over = this.trip?.over.signal ?? world.stop;
    const revoked = AbortSignal.any([over, world.stop]);
    await this.follower?.stop();
    this.enter('busy');
    try {
      const vanishesAt = this.decideVanishing();
      const ride = new DriverRide({ world, api, motion, random, trip, revoked, vanishesAt });
      if (await ride.drive()) this.vanish();
    } finally {
      this.trip = undefined;
      this.enter('idle');
    }
  }

  private decideVanishing(): VanishingPoint | undefined {
    const { vanishing, world } = this;
    const point = vanishing.pick(VANISHING_POINTS);
    return vanishing.chance(world.behaviour.driverVanishRate) ? point : undefined;
  }

  /** The phone is lost: no report, no command and no stream any more. */
  private vanish(): void {
    this.hasVanished = true;
    this.reporter?.stop();
    this.stream?.leave();
  }

  private onEvent(event: AnyCloudEvent): void {
    this.inbox.onEvent(event);
    this.follower?.onEvent(event);
    this.shared?.onEvent(event);
    const taken =
      event.type === 'trip.cancelled' ||
      event.type === 'trip.redispatching' ||
      (event.type === 'trip.completed' && event.data.operator !== undefined);
    if (taken && event.data.trip.id === this.trip?.id) this.trip.over.abort();
  }

  private report(what: string, error: unknown): void {
    if (!this.world.stop.aborted) this.world.journal.noteProblem(what, error);
  }

  private enter(phase: DriverPhase | undefined): void {
    this.world.journal.moveDriver(this.phase, phase);
    this.phase = phase;
  }
}
