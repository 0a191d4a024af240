import { Observable } from 'rxjs';
import type { ResponseSink } from '../frame/response-sink.js';

/** Writes frames to the sink of a response: a live stream or a replay. */
interface FrameSource {
  /** Begins to write. Called once the headers are sent, and never before. */
  start(): Promise<void>;
  /** Called when no frame can be written. */
  end(): void;
  /** Runs `action` when the source has ended. */
  onEnd(action: () => void): void;
}

/**
 * Returns the observable by which Nest opens the response. It emits no values and completes at once:
 * Nest then sends the headers and lets go of the response, which the sink takes over in the same tick.
 * An observable that stays open would keep 9 KB of Nest's closures, its AbortController and its timer
 * for each stream (ADR 0025). The source writes to the sink until the source ends; the caller ends the
 * source when the client leaves.
 */
export function serveFrames(sink: ResponseSink, source: FrameSource): Observable<never> {
  sink.watchPipe();
  return new Observable((subscriber) => {
    source.onEnd(() => {
      sink.limitClosing();
      sink.end();
    });
    sink.holdUntilFlush();
    subscriber.complete();
    if (sink.takeOver()) {
      void source.start();
      return;
    }
    // The client has left, or an exception filter answers.
    source.end();
    sink.flush();
  });
}
