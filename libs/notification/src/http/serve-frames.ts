import { Observable } from 'rxjs';
import type { ResponseSink } from '../frame/response-sink.js';

/** What writes its frames to the sink of a response. */
interface FrameSource {
  /** Begins; called when the headers have gone out, and never before. */
  start(): Promise<void>;
  /** The client is gone. */
  end(): void;
  /** Runs when it has ended, whoever ended it. */
  onEnd(action: () => void): void;
}

/**
 * Nest opens the response and ends it; the source writes in between, until it has ended or
 * the client goes.
 */
export function serveFrames(sink: ResponseSink, source: FrameSource): Observable<never> {
  return new Observable((subscriber) => {
    source.onEnd(() => {
      sink.limitClosing();
      subscriber.complete();
    });
    // Only then: a frame before the headers (a heartbeat is enough) would break the response.
    void sink.waitUntilOpen().then((isOpen) => {
      if (isOpen && !subscriber.closed) void source.start();
    });
    return source.end.bind(source);
  });
}
