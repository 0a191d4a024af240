import { setMaxListeners } from 'node:events';
import type { TripstreamApi } from '#client';
import { generateFleet, type FleetVehicle } from '#scenario';
import type { SeededRandom } from '../random/seeded-random.js';
import { DriverAgent } from './driver-agent.js';
import type { World } from '../city/world.js';

interface Shift {
  retired: AbortController;
  done: Promise<void>;
}

/** Retired drivers keep their streams for the audit, so their number needs a bound. */
const MAX_AGENTS_PER_CAR = 2;

/** All drivers: on duty, finishing their last ride, or off duty until they are needed again. */
export class DriverFleet {
  readonly drivers: DriverAgent[] = [];
  private readonly onDuty = new Map<DriverAgent, Shift>();
  private readonly finishing = new Map<DriverAgent, Shift>();
  private readonly offDuty: DriverAgent[] = [];
  private readonly random: SeededRandom;
  private wantedCount: number;
  private isOpen = false;

  /**
   * @param cars vehicles that are on duty from the start
   * @param max upper bound for `resize`
   */
  constructor(
    private readonly world: World,
    private readonly cars: readonly FleetVehicle[],
    readonly max: number,
  ) {
    this.wantedCount = cars.length;
    this.random = world.random.derive('hired');
    const { stop } = world;
    const retire = (): void => {
      this.resize(0);
    };
    stop.addEventListener('abort', retire, { once: true });
  }

  get wanted(): number {
    return this.wantedCount;
  }

  /** Resolves when every initial driver is online. */
  async open(): Promise<void> {
    const drivers = this.cars.map((car) => new DriverAgent(this.world, car));
    this.drivers.push(...drivers);
    const online = await Promise.all(
      drivers.map(async (driver) => ({ driver, api: await driver.goOnline() })),
    );
    for (const { driver, api } of online) this.startShift(driver, Promise.resolve(api));
    this.isOpen = true;
    this.resize(this.wantedCount);
  }

  /** Hires or retires drivers. Idle ones retire first; busy ones finish their ride before. */
  resize(wanted: number): void {
    this.wantedCount = Math.min(wanted, this.max);
    if (!this.isOpen) return;
    const idleFirst = [...this.onDuty].sort(([a], [b]) => Number(a.isBusy) - Number(b.isBusy));
    const surplus = Math.max(0, this.onDuty.size - this.wantedCount);
    for (const [driver, shift] of idleFirst.slice(0, surplus)) this.endShift(driver, shift);
    while (this.onDuty.size < this.wantedCount && !this.world.stop.aborted) {
      const driver = this.offDuty.pop() ?? this.hire();
      // A driver who finishes a last ride calls `resize` again when off duty.
      if (!driver) return;
      this.startShift(driver, driver.goOnline());
    }
  }

  /** Retires all drivers. Resolves when the last ride has ended. */
  async close(): Promise<void> {
    this.resize(0);
    await Promise.all([...this.finishing.values()].map(({ done }) => done));
  }

  private hire(): DriverAgent | undefined {
    const { drivers, max, world, random } = this;
    if (drivers.length >= max * MAX_AGENTS_PER_CAR) return undefined;
    const [car] = generateFleet(world.network, 1, () => random.next());
    if (!car) return undefined;
    const driver = new DriverAgent(world, { ...car, id: `hired-${drivers.length + 1}` });
    drivers.push(driver);
    return driver;
  }

  private startShift(driver: DriverAgent, online: Promise<TripstreamApi>): void {
    const retired = new AbortController();
    setMaxListeners(0, retired.signal);
    const work = online.then((api) => driver.work(api, retired.signal));
    const done = work.then(
      () => {
        this.onShiftEnded(driver);
      },
      (error: unknown) => {
        // A driver who failed is not hired again, because the same error would recur at once.
        this.onDuty.delete(driver);
        this.finishing.delete(driver);
        if (!this.world.stop.aborted) this.world.journal.noteProblem('shift', error);
      },
    );
    this.onDuty.set(driver, { retired, done });
  }

  private endShift(driver: DriverAgent, shift: Shift): void {
    this.onDuty.delete(driver);
    this.finishing.set(driver, shift);
    shift.retired.abort();
  }

  private onShiftEnded(driver: DriverAgent): void {
    this.finishing.delete(driver);
    // A car whose driver has vanished is replaced by a new one.
    this.onDuty.delete(driver);
    if (!driver.isGone) this.offDuty.push(driver);
    this.resize(this.wantedCount);
  }
}
