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
import { OverdueSweeper } from './overdue-sweeper.js';

/** Milliseconds between a standby's tries for the lock: keeps its own session alive, too. */
const STANDBY_INTERVAL_MS = 500;
const RECONNECT_DELAY_MS = 500;

/**
 * The loop that finds drivers for trips. Level-triggered: the truth is in the tables, and
 * an event only makes it look sooner; so whatever was pending when a process died is
 * found by the next look. One engine is active per database, the others stand by.
 */
@Injectable()
export class MatchingEngine implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('MatchingEngine');
  private readonly wakeUp = new WakeUp();
  private readonly clock: EngineClock;
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly url: DatabaseUrl,
    private readonly dispatcher: Dispatcher,
    private readonly sweeper: OverdueSweeper,
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
    await this.running;
  }

  /** More demand, or more supply: there is time to gather what else comes. */
  @OnCommittedEvent('trip.requested', 'trip.completed', 'driver.online')
  onGatheredEvent(): void {
    this.clock.openWindow(performance.now());
    this.wakeUp.raise();
  }

  /** Somebody lost what they had: they have waited long enough. */
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
        this.logger.warn(`The engine lost its session, trying again: ${String(error)}`);
        await this.wakeUp.sleep(RECONNECT_DELAY_MS);
      }
    }
  }

  /** One session's life: stand by until the lock is free, then work until the session ends. */
  private async runSession(): Promise<void> {
    const session = await EngineSession.open(this.url.value);
    try {
      while (!this.stopped && !(await session.tryLock()))
        await this.wakeUp.sleep(STANDBY_INTERVAL_MS);
      this.metrics.engineActive.set(1);
      this.clock.expedite(performance.now());
      while (!this.stopped) await this.wakeUp.sleep(await this.runRound(session));
    } finally {
      this.metrics.engineActive.set(0);
      await session.close();
    }
  }

  /** One look. @returns milliseconds until the next one, unless an event comes first */
  private async runRound(session: EngineSession): Promise<number> {
    const dueMs = await this.sweeper.sweepAll(session);
    if (this.clock.isMatchDue(performance.now())) {
      const waiting = await this.dispatcher.matchOnce(session);
      this.clock.scheduleNext(performance.now(), waiting);
    }
    return this.clock.computeSleepMs(performance.now(), dueMs);
  }
}
