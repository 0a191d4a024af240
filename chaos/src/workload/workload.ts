import { setMaxListeners } from 'node:events';
import { TripstreamApi, abortableDelay } from '#client';
import type { SeededRandom } from '#simulation';
import type { Subscriber } from './subscriber.js';
import type { WorkloadContext } from './workload-context.js';
import { WorkloadDriver } from './workload-driver.js';
import { WorkloadJournal } from './workload-journal.js';
import { WorkloadRider } from './workload-rider.js';

export interface WorkloadOptions {
  /** The address of the commands. */
  baseUrl: string;
  /** The address of the streams. */
  streamUrl: string;
  random: SeededRandom;
  riders: number;
  drivers: number;
}

/** Far more attempts than any fault needs: only an answer shows what a command did. */
const MAX_ATTEMPTS = 1_000;
const ATTEMPT_TIMEOUT_MS = 4_000;

/** The steady load of an experiment: riders and drivers who use the system through its SDK. */
export class Workload {
  readonly journal = new WorkloadJournal();
  private readonly closing = new AbortController();
  private readonly stopping = new AbortController();
  private readonly context: WorkloadContext;
  private riders: WorkloadRider[] = [];
  private drivers: WorkloadDriver[] = [];
  private readonly guestSubscribers: Subscriber[] = [];
  private riderLoops: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: WorkloadOptions) {
    const { baseUrl, streamUrl, random } = options;
    const { signal } = this.stopping;
    setMaxListeners(0, this.closing.signal, signal);
    this.context = {
      streamUrl,
      random,
      journal: this.journal,
      pins: new Map(),
      closing: this.closing.signal,
      stop: signal,
      api: new TripstreamApi({
        baseUrl,
        signal,
        maxAttempts: MAX_ATTEMPTS,
        timeoutMs: ATTEMPT_TIMEOUT_MS,
      }),
    };
  }

  get subscribers(): Subscriber[] {
    const own = [...this.riders, ...this.drivers].flatMap(({ subscribers }) => subscribers);
    return [...own, ...this.guestSubscribers];
  }

  async start(): Promise<void> {
    const { riders, drivers } = this.options;
    const names = (role: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${role} ${i}`);
    this.drivers = await Promise.all(
      names('driver', drivers).map((name) => WorkloadDriver.signUp(this.context, name)),
    );
    this.riders = await Promise.all(
      // The first rider has two screens open, so that two streams carry the same events.
      names('rider', riders).map((name, i) =>
        WorkloadRider.signUp(this.context, name, i === 0 ? 2 : 1),
      ),
    );
    this.riderLoops = Promise.all(this.riders.map((rider) => rider.run()));
  }

  /** Adds a stream that a fault opened, so that it is awaited, audited and closed like the others. */
  addSubscriber(subscriber: Subscriber): void {
    this.guestSubscribers.push(subscriber);
  }

  /** Resolves after so many further trip requests; at once when there are no riders. */
  async awaitTrips(trips: number): Promise<void> {
    if (this.riders.length === 0) return;
    const requested = (): number =>
      this.journal.users.reduce((sum, user) => sum + user.trips.length, 0);
    const goal = requested() + trips;
    const { signal } = this.stopping;
    while (requested() < goal && !signal.aborted) await abortableDelay(10, signal);
  }

  /**
   * Begins no further trips, waits for the active ones and takes the drivers offline. The
   * streams stay open.
   * @returns false when this takes longer than `limitMs`
   */
  async finishTrips(limitMs: number): Promise<boolean> {
    this.closing.abort();
    const finished = this.riderLoops.then(() =>
      Promise.all(this.drivers.map((driver) => driver.finish())),
    );
    const timeout = new AbortController();
    const isInTime = await Promise.race([
      finished.then(() => true),
      abortableDelay(limitMs, timeout.signal).then(() => false),
    ]);
    timeout.abort();
    return isInTime;
  }

  /** Aborts all requests and closes all streams. */
  stop(): void {
    this.closing.abort();
    this.stopping.abort();
    for (const driver of this.drivers) driver.stopReports();
    for (const subscriber of this.subscribers) subscriber.close();
  }
}
