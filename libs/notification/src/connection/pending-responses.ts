import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Requester } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import { Metrics, Settings } from '#platform';
import { PerAddressLimit } from './per-address-limit.js';
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
  private readonly perAddressLimit: PerAddressLimit;

  constructor(
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {
    this.perUserLimit = new PerUserLimit(settings.streams.maxPerUser);
    this.perAddressLimit = new PerAddressLimit(settings.streams.maxPerAddress);
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
   * drains, or above the limit of this process or of its address, is closed at once.
   *
   * @param address the IP address of the client
   * @returns a function to call when the response has ended
   */
  register(response: PendingResponse, address: string): () => void {
    const isFull = this.responses.size >= this.settings.streams.maxPerProcess;
    this.responses.add(response);
    this.metrics.pendingResponses.set(this.responses.size);
    this.perUserLimit.add(response);
    const hasPlace = this.perAddressLimit.add(address);
    if (this.draining) response.close('drain');
    else if (isFull || !hasPlace) response.close('limit');
    return () => {
      // Several events may end a response, and its place is given back once.
      if (!this.responses.delete(response)) return;
      this.perUserLimit.remove(response);
      this.perAddressLimit.remove(address);
      this.metrics.pendingResponses.set(this.responses.size);
    };
  }

  /** Runs before the HTTP server closes, which waits for every open response. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const response of this.list()) response.close('drain');
  }
}
