import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Settings } from '#platform';
import { Bus, type BusSubscription } from '../bus.js';
import { BusSubjects } from '../bus-subjects.js';
import { decodeLifeSign } from './life-sign-message.js';

/** Milliseconds. A process that says nothing for this long has died; see `LifeSign`. */
const SILENCE_MS = 10_000;
/** Processes of a shard that are known, and that may answer a survey. Those beyond are left out. */
export const MAX_MEMBERS = 200;

/** The processes of the shard that have said in the last ten seconds that they are alive. */
@Injectable()
export class Members implements OnModuleInit, BeforeApplicationShutdown {
  /** By process, when it was heard, by the monotonic clock. */
  private readonly heardAt = new Map<string, number>();
  private subscription?: BusSubscription;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    this.subscription = this.bus.join(this.subjects.alive, (data) => {
      const sign = decodeLifeSign(data);
      if (sign?.isLast === true) this.heardAt.delete(sign.process);
      else if (sign) this.note(sign.process);
    });
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** Takes a sign of life. */
  note(process: string): void {
    if (!this.heardAt.has(process) && this.heardAt.size >= MAX_MEMBERS) this.forgetSilent();
    if (!this.heardAt.has(process) && this.heardAt.size >= MAX_MEMBERS) return;
    this.heardAt.set(process, performance.now());
  }

  /** @returns the processes, this one included once it has heard itself */
  list(): string[] {
    this.forgetSilent();
    return [...this.heardAt.keys()];
  }

  private forgetSilent(): void {
    const oldest = performance.now() - SILENCE_MS;
    for (const [process, at] of this.heardAt) if (at < oldest) this.heardAt.delete(process);
  }
}
