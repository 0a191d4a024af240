import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { DatabaseUrl } from '#database';
import { OnCommittedEvent } from '#outbox';
import { Metrics, Settings, WakeUp } from '#platform';
import { Dispatcher } from './dispatcher.js';
import { EngineClock } from './engine-clock.js';
import { EngineSession } from './engine-session.js';
import { GoneRiderSweeper } from './gone-rider-sweeper.js';
import { OverdueSweeper } from './overdue-sweeper.js';
import { Repositioner } from '../reposition/repositioner.js';
import { SilentDriverSweeper } from './silent-driver-sweeper.js';

/** The interval at which a standby tries to take the lock, which also keeps its session alive. */
const STANDBY_INTERVAL_MS = 500;
const RECONNECT_DELAY_MS = 500;

/**
 * The loop that finds drivers for trips. It is level-triggered: each round reads the tables,
 * and an event only makes the next round begin sooner. After a crash the next active engine
 * therefore finds all pending work. One engine per database is active, the others stand by.
 */
@Injectable()
export class MatchingEngine implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('MatchingEngine');
  private readonly wakeUp = new WakeUp();
  /** Ends the pause of a standby, which no event ends. */
  private readonly shutdown = new WakeUp();
  private readonly clock: EngineClock;
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly url: DatabaseUrl,
    private readonly dispatcher: Dispatcher,
    private readonly sweeper: OverdueSweeper,
    private readonly silentDrivers: SilentDriverSweeper,
    private readonly goneRiders: GoneRiderSweeper,
    private readonly repositioner: Repositioner,
    private readonly metrics: Metrics,
    settings: Settings,
  ) {
    this.clock = new EngineClock(settings.matching.windowMs);
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.wakeUp.raise();
    this.shutdown.raise();
    await this.running;
  }

  /** New demand or supply waits for the end of a window, so that the policy decides on a batch. */
  @OnCommittedEvent('trip.requested', 'trip.completed', 'driver.online')
  onGatheredEvent(): void {
    this.clock.openWindow(performance.now());
    this.wakeUp.raise();
  }

  /** A trip or a driver that lost its counterpart has waited before, so it skips the window. */
  @OnCommittedEvent(
    'trip.redispatching',
    'trip.cancelled',
    'offer.declined',
    'offer.expired',
    'offer.revoked',
    'driver.offline',
  )
  onUrgentEvent(): void {
    this.clock.expedite(performance.now());
    this.wakeUp.raise();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.runSession();
      } catch (error) {
        this.logger.warn('The engine lost its session, trying again', error);
        await this.wakeUp.sleep(RECONNECT_DELAY_MS);
      }
    }
  }

  /** Stands by until the lock is free, then runs rounds until the session ends. */
  private async runSession(): Promise<void> {
    const session = await EngineSession.open(this.url.value);
    try {
      await this.standBy(session);
      this.metrics.engineActive.set(1);
      this.clock.expedite(performance.now());
      while (!this.stopped) await this.wakeUp.sleep(await this.runRound(session));
    } finally {
      this.metrics.engineActive.set(0);
      await session.close();
    }
  }

  /**
   * Waits until this is the active engine, or the process stops. An event doesn't end the pause:
   * the active engine answers it, and standbys would ask for the lock with every event.
   */
  private async standBy(session: EngineSession): Promise<void> {
    while (!this.stopped && !(await session.tryLock())) {
      await this.shutdown.sleep(STANDBY_INTERVAL_MS);
    }
  }

  /** @returns milliseconds until the next round; an event wakes the engine sooner */
  private async runRound(session: EngineSession): Promise<number> {
    await session.requireActive();
    await this.silentDrivers.sweep(session);
    await this.goneRiders.sweep(session);
    const dueMs = await this.sweeper.sweepAll(session);
    if (this.clock.isMatchDue(performance.now())) {
      const waiting = await this.dispatcher.matchOnce(session);
      this.clock.scheduleNext(performance.now(), waiting);
    }
    // After the offers, which a rider waits for.
    const stepMs = await this.repositioner.step(session);
    return this.clock.computeSleepMs(performance.now(), Math.min(dueMs ?? Infinity, stepMs));
  }
}
