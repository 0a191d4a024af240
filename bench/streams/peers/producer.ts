import { setImmediate as nextIteration } from 'node:timers/promises';
import { clockMicros } from '../clock.js';
import type { BenchPeer } from './peer.js';

/** How events are made. */
export interface Production {
  to: 'one' | 'all';
  streams: number;
  /** For how long; whoever is slower than `perSecond` makes fewer. */
  seconds: number;
  /** Deliveries that may be on their way at once, so that memory stays flat. */
  window: number;
  /** Events a second, each stamped with the time it was due; as many as possible without. */
  perSecond?: number | undefined;
}

export interface Produced {
  deliveries: number;
  /** Microseconds of the shared clock. */
  startedAt: number;
}

/** Events between two looks at the network. */
const BURST = 100;

/** Makes the events inside the server's process, as a tail or a command would. */
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
   * Looks at the clock in every turn of the event loop: a timer would be up to a
   * millisecond late. An event that had to wait for the server carries the time at which
   * it was due, so that a stall counts for everything it delayed.
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

  /** Until something has arrived, or a moment later: the end is timed too. */
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
