import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Subject } from 'rxjs';
import { Bus, BusSubjects, decodeBeat, type Beat, type BusSubscription } from '#bus';
import type { SourceBreak } from '#notification';

/** Milliseconds. The relay beats four times a second. */
const SILENCE_MS = 1_000;
const CHECK_INTERVAL_MS = 500;
/**
 * Milliseconds. A process that is off the bus for longer sends its clients away: they can't tell its
 * streams, which only get heartbeats, from streams without events. A frozen node of NATS is noticed,
 * and left for another one, in half of this time.
 */
const CUT_OFF_MS = 10_000;

/**
 * Follows the beats of the shard's relay. Hints may have been missed when the relay is another one,
 * when it says so by a new incarnation, and when it was silent.
 */
@Injectable()
export class RelayWatch implements OnModuleInit, BeforeApplicationShutdown {
  private readonly breaks = new Subject<SourceBreak>();
  readonly breaks$ = this.breaks.asObservable();
  private last: Beat | undefined;
  private heardAt = -Infinity;
  private isSilent = true;
  private onBusAt = performance.now();
  private hasJoined = false;
  private isCutOff = false;
  private subscription?: BusSubscription;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
  ) {}

  /** The epoch of the history that the relay publishes; null before the first beat. */
  get epoch(): string | null {
    return this.last?.epoch ?? null;
  }

  /**
   * Whether this process can serve new clients as far as the bus is concerned: it has joined, and
   * has not been off the bus for so long that its own clients are sent away. With a break that is
   * shorter it stays: all gateways have that break, and streams are told `unavailable` in band. With
   * a longer one it leaves: a balancer that looks for the fewest streams would prefer it.
   */
  get isOnBus(): boolean {
    this.hasJoined ||= this.bus.isConnected;
    return this.hasJoined && !this.isCutOff;
  }

  /** Whether a relay publishes now, as far as this process hears. */
  private get isLive(): boolean {
    return performance.now() - this.heardAt < SILENCE_MS;
  }

  onModuleInit(): void {
    this.subscription = this.bus.join(this.subjects.beat, (data) => {
      const beat = decodeBeat(data);
      if (beat) this.take(beat);
    });
    this.timer = setInterval(() => {
      this.check();
    }, CHECK_INTERVAL_MS);
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
    clearInterval(this.timer);
  }

  private check(): void {
    if (!this.isSilent && !this.isLive) {
      // What was published last may be lost with the relay that published it.
      this.isSilent = true;
      this.breaks.next('hints_missed');
    }
    if (this.bus.isConnected) {
      this.onBusAt = performance.now();
      this.isCutOff = false;
    } else if (!this.isCutOff && performance.now() - this.onBusAt > CUT_OFF_MS) {
      this.isCutOff = true;
      this.breaks.next('cut_off');
    }
  }

  private take(beat: Beat): void {
    const { last, isSilent } = this;
    this.last = beat;
    this.heardAt = performance.now();
    this.isSilent = false;
    if (last && last.epoch !== beat.epoch) this.breaks.next('history_changed');
    else if (isSilent || last?.incarnation !== beat.incarnation) this.breaks.next('hints_missed');
  }
}
