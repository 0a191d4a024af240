import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Requester } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import { Metrics, Settings } from '#platform';
import { PerUserLimit } from './per-user-limit.js';

/** An open response that is not a live stream: a long poll that waits, or a replay. */
export interface PendingResponse {
  readonly requester: Requester;
  readonly stream: StreamId;
  /** Ends the response at once: a poll answers with what it has, a replay sends the reason. */
  close(reason: ClosingReason): void;
}

/** The long polls and replays of this process, each from its beginning until it has ended. */
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

  /** A copy, because the caller may close some of the responses while it iterates. */
  list(): PendingResponse[] {
    return [...this.responses];
  }

  /**
   * Registers a response under the limits of streams. A response that comes while the server
   * drains, or above the limit of this process, is closed at once.
   *
   * @returns a function to call when the response has ended
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

  /** Runs before the HTTP server closes, which waits for every open response. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const response of this.list()) response.close('drain');
  }
}
