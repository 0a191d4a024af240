import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Subject } from 'rxjs';
import { Bus, BusSubjects, decodeBeat, type Beat, type BusSubscription } from '#bus';
import type { SourceBreak } from '#notification';

/** Milliseconds. The relay beats four times a second. */
const SILENCE_MS = 1_000;
const CHECK_INTERVAL_MS = 500;

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

  /** Whether a relay publishes now, as far as this process hears. */
  get isLive(): boolean {
    return performance.now() - this.heardAt < SILENCE_MS;
  }

  onModuleInit(): void {
    this.subscription = this.bus.join(this.subjects.beat, (data) => {
      const beat = decodeBeat(data);
      if (beat) this.take(beat);
    });
    this.timer = setInterval(() => {
      if (this.isSilent || this.isLive) return;
      // What was published last may be lost with the relay that published it.
      this.isSilent = true;
      this.breaks.next('hints_missed');
    }, CHECK_INTERVAL_MS);
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
    clearInterval(this.timer);
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
