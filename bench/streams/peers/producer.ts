import { setImmediate as nextIteration } from 'node:timers/promises';
import { clockMicros } from '../clock.js';
import type { BenchPeer } from './peer.js';

/** How a peer produces events. */
export interface Production {
  to: 'one' | 'all';
  streams: number;
  /** The duration; a server that is slower than `perSecond` produces fewer events in it. */
  seconds: number;
  /** The number of deliveries that may be in flight at once, which bounds the memory. */
  window: number;
  /** Events per second, each stamped with the time it was due. Default: as many as possible. */
  perSecond?: number | undefined;
}

export interface Produced {
  deliveries: number;
  /** Microseconds of the shared clock. */
  startedAt: number;
}

/** The number of events in one event-loop iteration at most. */
const BURST = 100;

/** Produces the events inside the server's process, as a tail or a command does. */
export class Producer {
  private arrived = 0;
  private sent = 0;
  private onArrived: () => void = () => undefined;

  constructor(private readonly peer: BenchPeer) {}

  /** @param count of all deliveries that have arrived so far */
  noteArrived(count: number): void {
    this.arrived = count;
    this.onArrived();
  }

  produce(production: Production): Promise<Produced> {
    this.arrived = 0;
    this.sent = 0;
    return production.perSecond === undefined
      ? this.produceUnthrottled(production)
      : this.produceAtRate(production, 1e6 / production.perSecond);
  }

  private async produceUnthrottled({
    to,
    streams,
    seconds,
    window,
  }: Production): Promise<Produced> {
    const cost = to === 'all' ? streams : 1;
    const startedAt = clockMicros();
    const end = startedAt + seconds * 1e6;
    while (clockMicros() < end) {
      for (let made = 0; made < BURST && clockMicros() < end; made++) {
        if (this.sent - this.arrived + cost > window) break;
        this.sent += cost;
        const pending =
          to === 'all' ? this.peer.sendToAll() : this.peer.sendToOne(pickStream(streams));
        if (pending) await pending;
      }
      if (this.sent - this.arrived + cost > window) await this.awaitCapacity();
      else await nextIteration();
    }
    return { deliveries: this.sent, startedAt };
  }

  /**
   * Reads the clock in every event-loop iteration, because a timer is up to a millisecond
   * late. An event that waits for the server carries the time at which it was due, so that a
   * stall counts for all events that it delays.
   */
  private async produceAtRate(
    { streams, seconds, window }: Production,
    interval: number,
  ): Promise<Produced> {
    const startedAt = clockMicros();
    const end = startedAt + seconds * 1e6;
    let due = startedAt;
    while (clockMicros() < end) {
      for (let made = 0; made < BURST && due <= clockMicros(); made++) {
        if (this.sent - this.arrived >= window) break;
        this.sent += 1;
        const pending = this.peer.sendToOne(pickStream(streams), due);
        if (pending) await pending;
        due += interval;
      }
      await nextIteration();
    }
    return { deliveries: this.sent, startedAt };
  }

  /** Waits for the next report of arrivals, or for 20 ms, so that the loop sees the deadline. */
  private async awaitCapacity(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.onArrived = resolve;
      timer = setTimeout(resolve, 20);
    });
    clearTimeout(timer);
  }
}

const pickStream = (streams: number): number => Math.floor(Math.random() * streams);
