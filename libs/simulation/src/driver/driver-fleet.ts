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

/** Who was sent home keeps a stream for the audit: so many people at most, not for ever more. */
const MAX_AGENTS_PER_CAR = 2;

/** All drivers: on duty, on their way home, or at home until they are needed again. */
export class DriverFleet {
  readonly drivers: DriverAgent[] = [];
  private readonly onDuty = new Map<DriverAgent, Shift>();
  private readonly finishing = new Map<DriverAgent, Shift>();
  private readonly offDuty: DriverAgent[] = [];
  private readonly random: SeededRandom;
  private wantedCount: number;
  private isOpen = false;

  /**
   * @param cars on duty from the start
   * @param max most drivers that may be wanted
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

  /** Resolves when every car of the beginning is online. */
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

  /** Drivers with a rider finish the ride first; those without go home first. */
  resize(wanted: number): void {
    this.wantedCount = Math.min(wanted, this.max);
    if (!this.isOpen) return;
    const idleFirst = [...this.onDuty].sort(([a], [b]) => Number(a.isBusy) - Number(b.isBusy));
    const surplus = Math.max(0, this.onDuty.size - this.wantedCount);
    for (const [driver, shift] of idleFirst.slice(0, surplus)) this.endShift(driver, shift);
    while (this.onDuty.size < this.wantedCount && !this.world.stop.aborted) {
      const driver = this.offDuty.pop() ?? this.hire();
      // Who is on the way home will be back: they are asked again then.
      if (!driver) return;
      this.startShift(driver, driver.goOnline());
    }
  }

  /** Sends everybody home. Resolves when the last ride is over. */
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
        // Not asked again: what kept them from going online would do so at once.
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
    this.offDuty.push(driver);
    this.resize(this.wantedCount);
  }
}
