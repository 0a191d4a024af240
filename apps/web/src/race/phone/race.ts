import { parseCursor } from '#contracts';
import { ServerClock } from '../ledger/server-clock.js';
import { Phone, type PhoneStream } from './phone.js';
import type { PhoneView } from './phone-view.js';
import { WAYS, type Interval, type Way } from './way.js';

/** The race as the page shows it at one moment. */
export interface RaceView {
  phones: readonly PhoneView[];
  keepsCursor: boolean;
  /** The protocol of the polls as the browser names it, such as `h2`; undefined before the first. */
  protocol: string | undefined;
  /** The greatest error of the latencies in milliseconds; undefined before a stream has opened. */
  clockErrorMs: number | undefined;
}

/** The five phones of one rider, and what they share. */
export class Race {
  private readonly clock = new ServerClock();
  private readonly phones: readonly Phone[];
  private readonly listeners = new Set<() => void>();
  private keepsCursor = true;
  private head: string | undefined;
  private protocol: string | undefined;
  private shown: RaceView | undefined;

  constructor() {
    const shared = {
      clock: this.clock,
      keepsCursor: () => this.keepsCursor,
      head: () => this.head,
      onCursor: (cursor: string) => this.advance(cursor),
      onChange: () => this.publish(),
    };
    this.phones = WAYS.map((way) => new Phone(way, shared));
  }

  /** Phones that read already go on. */
  start(stream: PhoneStream): void {
    for (const phone of this.phones) phone.start(stream);
  }

  stop(): void {
    for (const phone of this.phones) phone.stop();
  }

  cut(way: Way): void {
    this.find(way)?.cut();
  }

  mend(way: Way): void {
    this.find(way)?.mend();
  }

  cutAll(): void {
    for (const phone of this.phones) phone.cut();
  }

  chooseInterval(way: Way, interval: Interval): void {
    this.find(way)?.chooseInterval(interval);
  }

  chooseCursor(keepsCursor: boolean): void {
    this.keepsCursor = keepsCursor;
    this.publish();
  }

  /** @param protocol `nextHopProtocol` of an answer; empty where the browser hides it */
  seeProtocol(protocol: string): void {
    if (protocol === '' || protocol === this.protocol) return;
    this.protocol = protocol;
    this.publish();
  }

  /** @returns ends the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** @returns the same object until something changes */
  readonly view = (): RaceView => {
    this.shown ??= {
      phones: this.phones.map((phone) => phone.view()),
      keepsCursor: this.keepsCursor,
      protocol: this.protocol,
      clockErrorMs: this.clock.errorMs,
    };
    return this.shown;
  };

  private find(way: Way): Phone | undefined {
    return this.phones.find((phone) => phone.way === way);
  }

  private advance(cursor: string): void {
    const [known, seen] = [parseCursor(this.head ?? ''), parseCursor(cursor)];
    if (!known || known.epoch !== seen?.epoch || seen.seq > known.seq) this.head = cursor;
  }

  private publish(): void {
    this.shown = undefined;
    for (const listener of this.listeners) listener();
  }
}
