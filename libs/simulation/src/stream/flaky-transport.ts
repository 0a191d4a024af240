import { AbortableBody } from './abortable-body.js';

/**
 * A `fetch` whose connections can be cut and stalled from outside. A stall applies to the client:
 * it continues across its connections.
 */
export class FlakyTransport {
  private readonly bodies = new Set<AbortableBody>();
  private stalledUntilMs = 0;

  /** The replacement of the global `fetch`. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    return response.body ? new Response(this.wrap(response.body), response) : response;
  };

  /** Real milliseconds until the end of the stall; 0 without a stall. */
  get stallLeftMs(): number {
    return Math.max(0, this.stalledUntilMs - performance.now());
  }

  /** Destroys the sockets of all open responses, as a lost connection does. */
  cut(): void {
    for (const body of this.bodies) body.abort();
  }

  /** Stops reading for a number of real seconds from now; a second call replaces the first. */
  stall(seconds: number): void {
    this.stalledUntilMs = performance.now() + seconds * 1000;
  }

  release(): void {
    this.stalledUntilMs = 0;
  }

  private wrap(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const guarded = new AbortableBody(body, {
      stallLeftMs: () => this.stallLeftMs,
      onEnd: () => this.bodies.delete(guarded),
    });
    this.bodies.add(guarded);
    // The high-water mark is 0, so that bytes the client does not read stay in the socket.
    return new ReadableStream(guarded, { highWaterMark: 0 });
  }
}
