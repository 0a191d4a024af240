import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { AccountDirectory } from '#access';
import type { Position, SandboxDriverSettings } from '#contracts';
import type { Transaction } from '#database';
import { TravelEstimator, centerOf } from '#geo';
import { DomainError, PeriodicTask } from '#platform';
import { OwnServer } from './own-server.js';
import { leaveTrip } from './leave-trip.js';
import { SandboxDriver, type EndReason } from './sandbox-driver.js';
import { SandboxLeases, type LeftOverDriver } from './sandbox-leases.js';
import { TripLookup } from './trip-lookup.js';
import { within } from './within.js';

/** The most drivers on duty of one process, and of one network of callers. */
const MAX_DRIVERS = 100;
const MAX_DRIVERS_PER_CALLER = 50;
/** Ended drivers stay for questions about them, until there are so many drivers altogether. */
const MAX_KEPT = 200;
const TICK_MS = 3_000;
/** Left-over drivers are looked for with every third tick. */
const TICKS_PER_SEARCH = 3;
/** A driver is on duty within this time, or the request for it fails. */
const START_LIMIT_MS = 8_000;
/** The shutdown of the process does not wait longer for its drivers. */
const STOP_LIMIT_MS = 1_500;
/** Left-over drivers are tried again with the next search. */
const LEFT_OVER_ATTEMPTS = 2;

/** A driver of the sandbox, and the network of the caller who asked for it. */
interface Kept {
  driver: SandboxDriver;
  caller: string;
  beginning?: Promise<void>;
}

/**
 * The sandbox drivers of this process. It bounds their number, ends them at the shutdown, and logs
 * off those whose process died.
 */
@Injectable()
export class SandboxFleet implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Sandbox');
  private readonly drivers = new Map<string, Kept>();
  /** The ids of drivers whose row has committed, ended ones included until it is deleted. */
  private readonly leased = new Set<string>();
  private readonly task = new PeriodicTask('renewal of sandbox leases', () => this.runTick());
  private tickCount = 0;
  private isStopping = false;

  constructor(
    private readonly accounts: AccountDirectory,
    private readonly leases: SandboxLeases,
    private readonly server: OwnServer,
    private readonly lookup: TripLookup,
    private readonly estimator: TravelEstimator,
  ) {}

  onApplicationBootstrap(): void {
    this.task.start(TICK_MS);
  }

  /** The server still answers while the drivers leave. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    const stopped = this.task.stop();
    const leaving = [...this.drivers.values()].map(({ driver }) => this.end(driver, 'stopped'));
    await within(STOP_LIMIT_MS, Promise.all(leaving)).catch(() => undefined);
    await stopped;
  }

  /**
   * Makes the account of a driver and takes a place for it, in the transaction of the command.
   *
   * @param caller the network of the caller
   * @throws DomainError SANDBOX_FULL, NOT_READY
   */
  async hire(
    tx: Transaction,
    caller: string,
    settings: SandboxDriverSettings,
  ): Promise<SandboxDriver> {
    this.requirePlace(caller);
    const { network } = this.estimator.times;
    const id = await this.accounts.create(tx, 'driver', settings.name);
    await this.leases.begin(tx, { id, name: settings.name });
    this.requirePlace(caller);
    const position = settings.position ?? this.centre;
    const { lookup } = this;
    const driver = new SandboxDriver({ id, settings, position, network, lookup });
    this.drivers.set(id, { driver, caller });
    tx.afterCommit(() => this.leased.add(id));
    this.forgetEnded();
    return driver;
  }

  /** Gives the place of a driver back whose transaction failed. */
  forget(driver: SandboxDriver): void {
    this.drivers.delete(driver.id);
  }

  /**
   * Lets a driver go on duty. A repeated call has the same outcome. A driver that this process does
   * not have, because a replayed answer names it, is left alone.
   *
   * @throws DomainError NOT_READY when that fails or takes too long; the driver then ends
   */
  async begin(id: string): Promise<void> {
    const kept = this.drivers.get(id);
    if (!kept) return;
    kept.beginning ??= this.start(kept.driver);
    await kept.beginning;
  }

  private async start(driver: SandboxDriver): Promise<void> {
    const { id, view } = driver;
    const connection = this.server.connect({ id, name: view.name });
    try {
      await within(START_LIMIT_MS, driver.begin(connection));
      this.logger.log(`driver ${id} is on duty`);
    } catch (error) {
      this.logger.warn(`driver ${id} could not go on duty`, error);
      // It is tried to the end that the driver is off duty, and the client doesn't wait for it.
      void this.end(driver, 'failed');
      throw new DomainError('NOT_READY', 'The driver could not go on duty. Ask for another one.');
    }
  }

  list(caller: string): SandboxDriver[] {
    return [...this.drivers.values()]
      .filter((kept) => kept.caller === caller)
      .map(({ driver }) => driver);
  }

  /** @throws DomainError NOT_FOUND, also for a driver of another process */
  get(id: string): SandboxDriver {
    const kept = this.drivers.get(id);
    if (kept) return kept.driver;
    throw new DomainError('NOT_FOUND', 'This process has no such sandbox driver.');
  }

  /** Ends a driver and forgets it. */
  async remove(driver: SandboxDriver): Promise<void> {
    await this.end(driver, 'removed');
    this.drivers.delete(driver.id);
  }

  private async end(driver: SandboxDriver, reason: EndReason): Promise<void> {
    await driver.end(reason);
    await this.endLease(driver.id);
  }

  private async endLease(id: string): Promise<void> {
    if (!this.leased.has(id)) return;
    try {
      await this.leases.end(id);
      this.leased.delete(id);
    } catch (error) {
      this.logger.warn(`the lease of driver ${id} has not ended yet`, error);
    }
  }

  private requirePlace(caller: string): void {
    if (this.isStopping) throw new DomainError('NOT_READY', 'This server stops.');
    const onDuty = [...this.drivers.values()].filter(({ driver }) => !driver.hasEnded);
    const own = onDuty.filter((kept) => kept.caller === caller);
    if (onDuty.length < MAX_DRIVERS && own.length < MAX_DRIVERS_PER_CALLER) return;
    const detail =
      `A server has at most ${MAX_DRIVERS} sandbox drivers, and an address ` +
      `${MAX_DRIVERS_PER_CALLER}. Remove one first.`;
    throw new DomainError('SANDBOX_FULL', detail);
  }

  private forgetEnded(): void {
    for (const [id, { driver }] of this.drivers) {
      if (this.drivers.size <= MAX_KEPT) return;
      if (driver.hasEnded) this.drivers.delete(id);
    }
  }

  private get centre(): Position {
    const { network } = this.estimator.times;
    return network.position(network.nearestNode(centerOf(network.bounds)).node);
  }

  private async runTick(): Promise<void> {
    this.tickCount += 1;
    await this.keepLeases();
    if (this.tickCount % TICKS_PER_SEARCH === 1) await this.logOffLeftOver();
  }

  /** A driver whose lease another process has taken is logged off there, and must not go on here. */
  private async keepLeases(): Promise<void> {
    const onDuty: SandboxDriver[] = [];
    const ended: string[] = [];
    for (const id of this.leased) {
      const driver = this.drivers.get(id)?.driver;
      // A driver may end by itself: at the end of its lifetime, or after an error.
      if (!driver || driver.hasEnded) ended.push(id);
      else onDuty.push(driver);
    }
    await Promise.all(ended.map((id) => this.endLease(id)));
    if (onDuty.length === 0) return;
    const held = new Set(await this.leases.renew(onDuty.map(({ id }) => id)));
    for (const driver of onDuty) {
      if (!held.has(driver.id)) void driver.end('stopped');
    }
  }

  private async logOffLeftOver(): Promise<void> {
    const leftOver = await this.leases.takeLapsed();
    const foreign = leftOver.filter(({ id }) => !this.drivers.has(id));
    await Promise.all(foreign.map((driver) => this.logOff(driver)));
  }

  /** Ends the trip and the duty of a driver whose process died, by the public API as well. */
  private async logOff(leftOver: LeftOverDriver): Promise<void> {
    const { api } = this.server.connect(leftOver, LEFT_OVER_ATTEMPTS);
    try {
      const { trips } = await api.trips({ limit: 1 });
      await leaveTrip(api, trips[0]?.id);
      await api.setAvailability({ status: 'offline' });
      await this.leases.end(leftOver.id);
      this.logger.log(`driver ${leftOver.id} of a process that died is off duty`);
    } catch (error) {
      this.logger.warn(`driver ${leftOver.id} is not off duty yet`, error);
    }
  }
}
