import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Settings } from '#platform';
import { Bus } from '../bus.js';
import { BusSubjects } from '../bus-subjects.js';
import { encodeLifeSign } from './life-sign-message.js';

/** Milliseconds. */
const INTERVAL_MS = 2_000;

/**
 * Says every two seconds that this process is one of its shard, and says when it leaves. The lists of
 * open streams say so too, but they are long, and only the process that makes the frames takes them.
 */
@Injectable()
export class LifeSign implements OnModuleInit, BeforeApplicationShutdown {
  /** Names this process among those of the shard, as long as it runs. */
  readonly process = randomUUID();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    this.send(false);
    this.timer = setInterval(() => {
      this.send(false);
    }, INTERVAL_MS);
  }

  beforeApplicationShutdown(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.send(true);
  }

  private send(isLast: boolean): void {
    this.bus.publish(this.subjects.alive, encodeLifeSign({ process: this.process, isLast }));
  }
}
