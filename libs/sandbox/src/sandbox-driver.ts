import {
  abortableDelay,
  ApiProblem,
  connect,
  type StreamEvent,
  type StreamHandle,
  type TripstreamApi,
} from '#client';
import type {
  Position,
  SandboxDriver as SandboxDriverView,
  SandboxDriverPatch,
  SandboxDriverSettings,
  SandboxOfferScript,
  Trip,
} from '#contracts';
import { isLostOffer, LocationReporter, OfferInbox, untilAborted, type OpenOffer } from '#driving';
import type { RoadNetwork } from '#geo';
import { leaveTrip } from './leave-trip.js';
import { OfferScripts } from './offer-scripts.js';
import type { DriverConnection } from './own-server.js';
import { PinBox } from './pin-box.js';
import { SandboxCar } from './sandbox-car.js';
import { SandboxRide } from './sandbox-ride.js';
import { Silence } from './silence.js';
import { StepLog } from './step-log.js';
import type { TripLookup } from './trip-lookup.js';
import { isTripTaken } from './trip-taken.js';

export type EndReason = NonNullable<SandboxDriverView['endReason']>;

/** What a sandbox driver is made of. */
export interface SandboxDriverOptions {
  id: string;
  settings: SandboxDriverSettings;
  position: Position;
  network: RoadNetwork;
  lookup: TripLookup;
}

const DECLINE_REASON = 'The script of the sandbox driver says so';
const RESERVED_REASON = 'This sandbox driver is reserved for another rider';

/**
 * A scripted driver. It uses the public API and its own stream as the app of a driver does, so the
 * rider's client meets only what a real driver could do.
 */
export class SandboxDriver {
  private readonly car: SandboxCar;
  private readonly inbox = new OfferInbox();
  private readonly pins = new PinBox();
  private readonly log = new StepLog();
  private readonly leaving = new AbortController();
  private readonly silence = new Silence((isSilent) => {
    this.onSilence(isSilent);
  });
  private readonly scripts: OfferScripts;
  private readonly createdAtMs = Date.now();
  private settings: SandboxDriverSettings;
  private connection: DriverConnection | undefined;
  private stream: StreamHandle<'driver'> | undefined;
  private reporter: LocationReporter | undefined;
  private expiry: NodeJS.Timeout | undefined;
  private trip: { id: string; over: AbortController } | undefined;
  private endReason: EndReason | null = null;
  private phase: 'starting' | 'on_duty' | 'ended' = 'starting';
  private starting: Promise<void> | undefined;
  private work: Promise<void> | undefined;
  private ending: Promise<void> | undefined;

  constructor(private readonly options: SandboxDriverOptions) {
    this.settings = options.settings;
    this.scripts = new OfferScripts(options.settings.offers);
    this.car = new SandboxCar(options.network, options.position);
  }

  get id(): string {
    return this.options.id;
  }

  get hasEnded(): boolean {
    return this.phase === 'ended';
  }

  get view(): SandboxDriverView {
    const { name, vehicle, riderId, trip, lifetimeSeconds } = this.settings;
    return {
      id: this.id,
      name,
      vehicle,
      riderId,
      status: this.status,
      position: this.car.location.position,
      tripId: this.trip?.id ?? null,
      offers: this.scripts.list,
      trip,
      log: this.log.list,
      createdAt: new Date(this.createdAtMs).toISOString(),
      expiresAt: new Date(this.createdAtMs + lifetimeSeconds * 1000).toISOString(),
      endReason: this.endReason,
    };
  }

  /**
   * Goes on duty, and works until `end`. It resolves when the driver is on duty.
   *
   * @throws ApiProblem when the server refuses it; Error when the driver has ended meanwhile
   */
  begin(connection: DriverConnection): Promise<void> {
    this.starting = this.goOnDuty(connection);
    return this.starting;
  }

  change({ riderId, offers, trip, silent }: SandboxDriverPatch): void {
    if (riderId !== undefined) this.settings = { ...this.settings, riderId };
    if (trip !== undefined) this.settings = { ...this.settings, trip };
    if (offers !== undefined) this.scripts.replace(offers);
    if (silent === true) this.silence.begin(null);
    if (silent === false) this.silence.end();
  }

  hearPin(pin: string): void {
    this.pins.put(pin);
  }

  /** Gives the trip back or completes it, goes off duty, and ends. It never rejects. */
  async end(reason: EndReason): Promise<void> {
    if (this.endReason === null) {
      this.endReason = reason;
      clearTimeout(this.expiry);
      this.leaving.abort();
      this.silence.end();
      this.ending = this.leave();
    }
    await this.ending;
  }

  private get status(): SandboxDriverView['status'] {
    if (this.phase !== 'on_duty') return this.phase;
    if (this.silence.isActive) return 'silent';
    return this.trip ? 'on_trip' : 'available';
  }

  private async goOnDuty(connection: DriverConnection): Promise<void> {
    this.requireDuty();
    this.connection = connection;
    this.reporter = new LocationReporter(connection.api, this.car, () => undefined);
    this.expiry = setTimeout(() => void this.end('expired'), this.settings.lifetimeSeconds * 1000);
    await this.openStream();
    this.requireDuty();
    const { position } = this.options;
    await connection.api.setAvailability({
      status: 'online',
      position,
      vehicle: this.settings.vehicle,
    });
    this.requireDuty();
    this.phase = 'on_duty';
    this.log.add('online');
    this.reporter.start(AT_ONCE);
    this.work = this.serveOffers(connection.api);
  }

  private requireDuty(): void {
    if (this.endReason !== null) throw new Error(`The driver has ended: ${this.endReason}`);
  }

  private async serveOffers(api: TripstreamApi): Promise<void> {
    const { signal } = this.leaving;
    try {
      for (;;) {
        const open = await this.inbox.next(signal);
        if (!open) return;
        await this.answer(api, open);
        this.inbox.dismiss(open.offer.id);
      }
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  private async answer(api: TripstreamApi, { offer, gone }: OpenOffer): Promise<void> {
    const { id: offerId, tripId } = offer;
    const signal = AbortSignal.any([gone, this.leaving.signal]);
    if (await this.isForAnotherRider(tripId)) {
      return this.decline(api, offerId, RESERVED_REASON);
    }
    const script = this.scripts.next();
    this.log.add('offer', { offerId, tripId });
    if (script.answer === 'ignore') {
      this.log.add('ignored', { offerId, tripId });
      return untilAborted(signal);
    }
    await abortableDelay(script.afterMs, signal);
    await this.silence.over();
    if (signal.aborted) {
      this.log.add('offer_lost', { offerId, tripId });
      return;
    }
    if (script.answer === 'decline') return this.decline(api, offerId, DECLINE_REASON);
    const trip = await this.accept(api, { offerId, tripId });
    if (trip) await this.serve(api, trip, script);
  }

  private async isForAnotherRider(tripId: string): Promise<boolean> {
    const { riderId } = this.settings;
    if (riderId === null) return false;
    return (await this.options.lookup.find(tripId))?.riderId !== riderId;
  }

  private async decline(api: TripstreamApi, offerId: string, reason: string): Promise<void> {
    try {
      await api.declineOffer(offerId, reason);
      this.log.add('declined', { offerId, detail: reason });
    } catch (error) {
      if (!isLostOffer(error)) throw error;
      this.log.add('offer_lost', { offerId, detail: codeOf(error) });
    }
  }

  private async accept(
    api: TripstreamApi,
    { offerId, tripId }: { offerId: string; tripId: string },
  ): Promise<Trip | undefined> {
    // Set before the request, because the rider's cancellation may arrive before its answer.
    this.trip = { id: tripId, over: new AbortController() };
    try {
      const trip = await api.acceptOffer(offerId);
      this.log.add('accepted', { offerId, tripId });
      return trip;
    } catch (error) {
      this.trip = undefined;
      if (!isLostOffer(error)) throw error;
      this.log.add('offer_lost', { offerId, tripId, detail: codeOf(error) });
      return undefined;
    }
  }

  private async serve(
    api: TripstreamApi,
    trip: Trip,
    { trip: own }: SandboxOfferScript,
  ): Promise<void> {
    const { car, silence, pins, log } = this;
    const over = this.trip?.over.signal ?? this.leaving.signal;
    const revoked = AbortSignal.any([over, this.leaving.signal]);
    const script = () => own ?? this.settings.trip;
    const { lookup } = this.options;
    const ride = new SandboxRide({ api, trip, car, silence, pins, lookup, log, script, revoked });
    const isFinished = await ride.drive();
    // `leave` ends the trip that the driver has at the end.
    if (this.leaving.signal.aborted) return;
    if (!isFinished) this.log.add('trip_lost', { tripId: trip.id });
    this.trip = undefined;
  }

  private openStream(cursor?: string): Promise<void> {
    const { connection } = this;
    if (!connection) return Promise.resolve();
    const { baseUrl, getToken, fetch } = connection;
    return new Promise((resolve) => {
      this.stream = connect({
        baseUrl,
        stream: 'driver',
        getToken,
        fetch,
        cursor,
        signal: this.leaving.signal,
        onSnapshot: (snapshot) => {
          this.inbox.sync(snapshot);
          this.loseTripUnless(snapshot.trip?.id);
          resolve();
        },
        onEvent: (event) => {
          this.onEvent(event);
        },
        onState: ({ status, closing, problem }) => {
          if (status !== 'closed') return;
          resolve();
          const isWanted = this.silence.isActive || this.endReason !== null;
          if (!isWanted) this.fail(problem ?? new Error(closing?.reason ?? 'The stream has ended'));
        },
      });
    });
  }

  private onEvent(event: StreamEvent<'driver'>): void {
    this.inbox.onEvent(event);
    if (event.type === 'driver.offline') {
      if (event.data.operator) void this.end('taken_off_duty');
    } else if (isTripTaken(event) && this.trip?.id === event.data.trip.id) {
      this.trip.over.abort();
    }
  }

  /** The driver learns from a snapshot that the trip has gone meanwhile. */
  private loseTripUnless(tripId: string | undefined): void {
    if (this.phase === 'on_duty' && this.trip && this.trip.id !== tripId) this.trip.over.abort();
  }

  private onSilence(isSilent: boolean): void {
    if (this.phase !== 'on_duty' || this.endReason !== null) return;
    this.log.add(isSilent ? 'silent' : 'back');
    if (isSilent) {
      this.reporter?.stop();
      this.stream?.close();
      return;
    }
    this.reporter?.start(AT_ONCE);
    void this.openStream(this.stream?.cursor);
  }

  private fail(error: unknown): void {
    this.log.add('failed', { detail: codeOf(error) });
    void this.end('failed');
  }

  private async leave(): Promise<void> {
    this.reporter?.stop();
    const { connection } = this;
    // A request that is under way must not put the driver on duty after the last one here.
    await this.starting?.catch(() => undefined);
    await this.work?.catch(() => undefined);
    if (connection) {
      const onError = (error: unknown): void => {
        this.log.add('failed', { detail: codeOf(error) });
      };
      await leaveTrip(connection.api, this.trip?.id).catch(onError);
      await connection.api.setAvailability({ status: 'offline' }).catch(onError);
    }
    this.stream?.close();
    this.trip = undefined;
    this.phase = 'ended';
    this.log.add('offline', { detail: this.endReason ?? undefined });
  }
}

/** The cars of a sandbox need not report at different moments. */
const AT_ONCE = { between: (low: number): number => low };

/** The code of a refusal. The text of another error may have details of the server. */
const codeOf = (error: unknown): string =>
  error instanceof ApiProblem ? error.code : 'SANDBOX_DRIVER_FAILED';
