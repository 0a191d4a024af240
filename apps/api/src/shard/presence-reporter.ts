import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { Principal, Requester } from '#access';
import { Bus, BusSubjects } from '#bus';
import { PeriodicTask } from '#platform';
import { createAsker, type PresenceReport } from './questions.js';

const INTERVAL_MS = 1_000;
/** Signs in one message, of 50 bytes each. */
const MAX_SIGNS = 5_000;

/** By user id, the time of the latest sign by the monotonic clock, in milliseconds. */
type Times = Map<string, number>;

/**
 * Collects the signs of life of users at this gateway, and reports the latest of each user once a
 * second to a process with the database. A report that fails is repeated with newer signs, so the
 * number of users bounds the memory.
 */
@Injectable()
export class PresenceReporter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly reports;
  private readonly task = new PeriodicTask('presence of users', () => this.report());
  /** By rider id, the streams and polls that are open here. */
  private readonly openStreams = new Map<string, number>();
  private readonly drivers: Times = new Map();
  private readonly riders: Times = new Map();
  private readonly streamed: Times = new Map();

  constructor(bus: Bus, subjects: BusSubjects) {
    this.reports = createAsker(bus, subjects, 'presence');
  }

  onApplicationBootstrap(): void {
    this.task.start(INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
    await this.report().catch(() => undefined);
  }

  /** Records that a request of this user arrived. */
  touch({ role, userId }: Principal): void {
    if (role === 'driver') this.drivers.set(userId, performance.now());
    else if (role === 'rider') this.riders.set(userId, performance.now());
  }

  noteOpened({ role, userId }: Requester): void {
    if (role !== 'rider') return;
    this.openStreams.set(userId, (this.openStreams.get(userId) ?? 0) + 1);
    this.streamed.set(userId, performance.now());
  }

  noteClosed({ role, userId }: Requester): void {
    if (role !== 'rider') return;
    const others = (this.openStreams.get(userId) ?? 0) - 1;
    if (others > 0) this.openStreams.set(userId, others);
    else this.openStreams.delete(userId);
    this.streamed.set(userId, performance.now());
  }

  /** Records that this rider, who searches for a driver, has a stream open if one is open here. */
  noteSearching(riderId: string): void {
    if (this.openStreams.has(riderId)) this.streamed.set(riderId, performance.now());
  }

  private async report(): Promise<void> {
    while (this.drivers.size + this.riders.size + this.streamed.size > 0) {
      const [drivers, riders, streamed] = [
        take(this.drivers),
        take(this.riders),
        take(this.streamed),
      ];
      try {
        await this.reports.ask(describe({ drivers, riders, streamed }));
      } catch (error) {
        giveBack(this.drivers, drivers);
        giveBack(this.riders, riders);
        giveBack(this.streamed, streamed);
        throw error;
      }
    }
  }
}

function take(times: Times): [string, number][] {
  const taken = [...times].slice(0, MAX_SIGNS);
  for (const [id] of taken) times.delete(id);
  return taken;
}

function giveBack(times: Times, taken: readonly [string, number][]): void {
  for (const [id, at] of taken) if (!times.has(id)) times.set(id, at);
}

function describe(taken: Record<keyof PresenceReport, [string, number][]>): PresenceReport {
  const now = performance.now();
  const withAges = (signs: [string, number][]): [string, number][] =>
    signs.map(([id, at]) => [id, (now - at) / 1000]);
  return {
    drivers: taken.drivers.map(([id]) => id),
    riders: withAges(taken.riders),
    streamed: withAges(taken.streamed),
  };
}
