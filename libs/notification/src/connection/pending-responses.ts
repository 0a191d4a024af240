import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Requester } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import { Metrics, Settings } from '#platform';
import { PerUserLimit } from './per-user-limit.js';

/** An open response that isn't a live stream: a poll that waits, or a replay. */
export interface PendingResponse {
  readonly requester: Requester;
  readonly stream: StreamId;
  /** Ends it in good order, at once: it answers with what is there, or says the reason. */
  close(reason: ClosingReason): void;
}

/** Polls that wait and replays: each is here from its beginning until it has ended. */
@Injectable()
export class PendingResponses implements BeforeApplicationShutdown {
  private readonly responses = new Set<PendingResponse>();
  private draining = false;

  private readonly perUserLimit: PerUserLimit;

  constructor(
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {
    this.perUserLimit = new PerUserLimit(settings.streams.maxPerUser);
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** As of now: who looks may close some. */
  list(): PendingResponse[] {
    return [...this.responses];
  }

  /**
   * The one place where a response begins to be held, under the limits of streams. What
   * comes while we drain, or when there is no room, is closed at once.
   *
   * @returns what must be called when it has ended, whoever ended it
   */
  register(response: PendingResponse): () => void {
    const isFull = this.responses.size >= this.settings.streams.maxPerProcess;
    this.responses.add(response);
    this.metrics.pendingResponses.set(this.responses.size);
    this.perUserLimit.add(response);
    if (this.draining) response.close('drain');
    else if (isFull) response.close('limit');
    return () => {
      this.perUserLimit.remove(response);
      this.responses.delete(response);
      this.metrics.pendingResponses.set(this.responses.size);
    };
  }

  /** Before the HTTP server closes: it would wait for them as long as they like. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const response of this.list()) response.close('drain');
  }
}
