import { AbortableBody } from './abortable-body.js';

/**
 * The line between one client and its server, where it can be cut and its reader stalled
 * from outside. Connections come and go, a stall stays with the client.
 */
export class FlakyTransport {
  private readonly bodies = new Set<AbortableBody>();
  private stalledUntilMs = 0;

  /** What a stream connects by, instead of the global one. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    return response.body ? new Response(this.wrap(response.body), response) : response;
  };

  /** Real milliseconds that nothing will be read; 0: it is not stalled. */
  get stallLeftMs(): number {
    return Math.max(0, this.stalledUntilMs - performance.now());
  }

  /** Destroys the socket, as a tunnel does; nothing if there is none. */
  cut(): void {
    for (const body of this.bodies) body.abort();
  }

  /** Nothing is read for so long; a second one counts from now. */
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
    // Nothing is taken in advance: what the client doesn't ask for stays in its socket.
    return new ReadableStream(guarded, { highWaterMark: 0 });
  }
}
