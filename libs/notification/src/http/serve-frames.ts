import { Observable } from 'rxjs';
import type { ResponseSink } from '../frame/response-sink.js';

/** Writes frames to the sink of a response: a live stream or a replay. */
interface FrameSource {
  /** Begins to write. Called once the headers are sent, and never before. */
  start(): Promise<void>;
  /** Called when the client has left. */
  end(): void;
  /** Runs `action` when the source has ended. */
  onEnd(action: () => void): void;
}

/**
 * Returns the observable by which Nest opens the response and learns of its end. It emits no values: the source
 * writes to the sink, until the source ends or the client leaves.
 */
export function serveFrames(sink: ResponseSink, source: FrameSource): Observable<never> {
  sink.replacePipe();
  return new Observable((subscriber) => {
    source.onEnd(() => {
      sink.limitClosing();
      sink.end();
      subscriber.complete();
    });
    sink.holdUntilFlush();
    // A frame before the headers, even a heartbeat, would break the response.
    void sink.waitUntilOpen().then((isOpen) => {
      if (isOpen && !subscriber.closed) void source.start();
      else sink.flush();
    });
    return source.end.bind(source);
  });
}
