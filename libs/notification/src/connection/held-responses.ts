import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Principal } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import { Metrics } from '#platform';

/** An open response that isn't a live stream: a poll that waits, or a replay. */
export interface HeldResponse {
  readonly reader: Principal;
  readonly stream: StreamId;
  /** Ends it in good order, at once: it answers with what is there, or says the reason. */
  close(reason: ClosingReason): void;
}

/** Polls that wait and replays: each is here from its beginning until it has ended. */
@Injectable()
export class HeldResponses implements BeforeApplicationShutdown {
  private readonly held = new Set<HeldResponse>();
  private draining = false;

  constructor(private readonly metrics: Metrics) {}

  get isDraining(): boolean {
    return this.draining;
  }

  /**
   * The one place where a response begins to be held, so the place for limits. What comes
   * while we drain is closed at once.
   *
   * @returns what must be called when it has ended, whoever ended it
   */
  hold(response: HeldResponse): () => void {
    this.held.add(response);
    this.metrics.heldResponses.set(this.held.size);
    if (this.draining) response.close('drain');
    return () => {
      this.held.delete(response);
      this.metrics.heldResponses.set(this.held.size);
    };
  }

  /** Before the HTTP server closes: it would wait for them as long as they like. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const response of [...this.held]) response.close('drain');
  }
}
