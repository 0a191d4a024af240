import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Reader } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import { Metrics, Settings } from '#platform';
import { PerUserLimit } from './per-user-limit.js';

/** An open response that isn't a live stream: a poll that waits, or a replay. */
export interface PendingResponse {
  readonly reader: Reader;
  readonly stream: StreamId;
  /** Ends it in good order, at once: it answers with what is there, or says the reason. */
  close(reason: ClosingReason): void;
}

/** Polls that wait and replays: each is here from its beginning until it has ended. */
@Injectable()
export class PendingResponses implements BeforeApplicationShutdown {
  private readonly held = new Set<PendingResponse>();
  private draining = false;

  private readonly users: PerUserLimit;

  constructor(
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {
    this.users = new PerUserLimit(settings.streams.maxPerUser);
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** As of now: who looks may close some. */
  list(): PendingResponse[] {
    return [...this.held];
  }

  /**
   * The one place where a response begins to be held, under the limits of streams. What
   * comes while we drain, or when there is no room, is closed at once.
   *
   * @returns what must be called when it has ended, whoever ended it
   */
  register(response: PendingResponse): () => void {
    const isFull = this.held.size >= this.settings.streams.maxPerProcess;
    this.held.add(response);
    this.metrics.heldResponses.set(this.held.size);
    this.users.add(response);
    if (this.draining) response.close('drain');
    else if (isFull) response.close('limit');
    return () => {
      this.users.remove(response);
      this.held.delete(response);
      this.metrics.heldResponses.set(this.held.size);
    };
  }

  /** Before the HTTP server closes: it would wait for them as long as they like. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const response of this.list()) response.close('drain');
  }
}
