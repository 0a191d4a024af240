import { abortableDelay, ApiProblem, type TripstreamApi } from '#client';
import type { SandboxStage, SandboxTripScript, Trip } from '#contracts';
import { untilAborted } from '#driving';
import type { PinBox } from './pin-box.js';
import type { SandboxCar } from './sandbox-car.js';
import type { Silence } from './silence.js';
import type { StepLog } from './step-log.js';
import type { TripLookup } from './trip-lookup.js';

export interface SandboxRideOptions {
  api: TripstreamApi;
  trip: Trip;
  car: SandboxCar;
  silence: Silence;
  pins: PinBox;
  lookup: TripLookup;
  log: StepLog;
  /** The script as it is now: a client may change it during the ride. */
  script: () => SandboxTripScript;
  /** Aborts when the trip is no longer this driver's, or the driver leaves. */
  revoked: AbortSignal;
}

/** The codes with which the server refuses a command for a trip that has moved on. */
const OVERTAKEN: readonly string[] = ['TRIP_TRANSITION_NOT_ALLOWED', 'NOT_FOUND'];
const NO_SHOW_RETRY_MS = 1000;
const CANCEL_REASON = 'The script of the sandbox driver says so';

/** Thrown to leave the ride: the script gave the trip back, or it is over for this driver. */
class RideOver extends Error {
  override readonly name = 'RideOver';
}

/** One accepted trip of a sandbox driver, from the accept to the end. */
export class SandboxRide {
  private readonly passed = new Set<SandboxStage>();
  private isFinished = false;

  constructor(private readonly options: SandboxRideOptions) {}

  /**
   * Resolves when the trip is over for this driver.
   *
   * @returns whether the driver ended it, as the script says
   * @throws ApiProblem when the server can't be reached for long
   */
  async drive(): Promise<boolean> {
    try {
      await this.driveOnce();
    } catch (error) {
      if (error instanceof RideOver || this.options.revoked.aborted) return this.isFinished;
      if (!(error instanceof ApiProblem) || error.status === 0 || error.retryable) throw error;
      if (OVERTAKEN.includes(error.code)) return false;
      // The server has refused a step of the script, so the trip waits for its rider or an operator.
      this.note('refused', error.code);
      await untilAborted(this.options.revoked);
    }
    return this.isFinished;
  }

  private finish(did: 'completed' | 'cancelled' | 'no_show'): void {
    this.isFinished = true;
    this.note(did);
  }

  private async driveOnce(): Promise<void> {
    const { api, trip, silence } = this.options;
    await this.pass('accepted');
    await this.driveTo(trip.pickup, 'on_the_way');
    await silence.over();
    await api.arrive(trip.id, trip.pickup);
    this.note('arrived');
    await this.pass('at_pickup');
    if (this.options.script().noShow) {
      await this.reportNoShow();
      return;
    }
    await this.wait(this.options.script().boardingSeconds * 1000);
    await this.start();
    await this.driveTo(trip.dropoff, 'in_progress');
    await silence.over();
    this.requireTrip();
    await api.complete(trip.id, trip.dropoff);
    this.finish('completed');
  }

  private async driveTo(to: Trip['pickup'], halfway: SandboxStage): Promise<void> {
    const { car, revoked, script } = this.options;
    const gaveUp = new AbortController();
    const signal = AbortSignal.any([revoked, gaveUp.signal]);
    this.note('driving', halfway === 'on_the_way' ? 'to the pickup' : 'to the drop-off');
    let passing: Promise<void> = Promise.resolve();
    const onHalfway = (): void => {
      passing = this.pass(halfway).catch((error: unknown) => {
        gaveUp.abort();
        throw error;
      });
      passing.catch(() => undefined);
    };
    await car.drive({ to, speed: script(), signal, onHalfway });
    await passing;
    this.requireTrip();
  }

  /** Does what the script asks for at a stage, once. */
  private async pass(stage: SandboxStage): Promise<void> {
    const { api, trip, silence, script } = this.options;
    if (this.passed.has(stage)) return;
    this.passed.add(stage);
    const { cancelAt, silentAt, silentSeconds } = script();
    if (silentAt === stage) silence.begin(silentSeconds);
    if (cancelAt !== stage) return;
    await silence.over();
    this.requireTrip();
    await api.cancelTrip(trip.id, CANCEL_REASON);
    this.finish('cancelled');
    throw new RideOver();
  }

  private async reportNoShow(): Promise<void> {
    const { api, trip, silence } = this.options;
    for (;;) {
      await silence.over();
      this.requireTrip();
      try {
        await api.noShow(trip.id, trip.pickup);
        this.finish('no_show');
        return;
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'NO_SHOW_TOO_EARLY') throw error;
      }
      await this.wait(NO_SHOW_RETRY_MS);
    }
  }

  private async start(): Promise<void> {
    const { lookup, trip, pins, script } = this.options;
    if (script().pin === 'ask') {
      this.note('asking_for_pin');
      pins.clear();
      while (!(await this.tryPin(await pins.take(this.options.revoked))));
      return;
    }
    const words = await lookup.find(trip.id);
    if (script().pin === 'wrong') await this.tryPin(otherPin(words?.pin));
    if (!(await this.tryPin(words?.pin))) throw new RideOver();
  }

  /** @returns false when the server says that the PIN is wrong */
  private async tryPin(pin: string | undefined): Promise<boolean> {
    const { api, trip, silence } = this.options;
    await silence.over();
    this.requireTrip();
    if (pin === undefined) throw new RideOver();
    try {
      await api.start(trip.id, pin);
      this.note('started');
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'PIN_INCORRECT') throw error;
      this.note('wrong_pin');
      return false;
    }
  }

  private async wait(milliseconds: number): Promise<void> {
    await abortableDelay(milliseconds, this.options.revoked);
    await this.options.silence.over();
    this.requireTrip();
  }

  /** A silent driver learns late that the trip has gone to another one. */
  private requireTrip(): void {
    if (this.options.revoked.aborted) throw new RideOver();
  }

  private note(did: string, detail?: string): void {
    this.options.log.add(did, { tripId: this.options.trip.id, detail });
  }
}

/** Four digits that differ from the PIN. */
const otherPin = (pin = '0000'): string => String((Number(pin) + 1) % 10_000).padStart(4, '0');
