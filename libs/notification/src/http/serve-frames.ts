import { Observable } from 'rxjs';
import type { Frame } from '../frame/frame.js';
import { FrameWriter } from '../frame/frame-writer.js';
import type { ResponseSink } from '../frame/response-sink.js';

/** Where frames come from. */
interface FrameSource {
  frames$: Observable<Frame>;
  /** Begins; called when the headers have gone out, and never before. */
  start(): void | Promise<void>;
  /** The client is gone. */
  end(): void;
}

/**
 * Nest opens the response and ends it; frames are written by us in between. The source
 * lives until it completes or the client goes.
 */
export function serveFrames(sink: ResponseSink, source: FrameSource): Observable<never> {
  return new Observable((subscriber) => {
    const writer = new FrameWriter(sink);
    const frames = source.frames$.subscribe({
      next: (frame) => {
        writer.write(frame);
      },
      complete: () => {
        writer.endInTime();
        subscriber.complete();
      },
    });
    // Only then: a frame before the headers (a heartbeat is enough) would break the response.
    void writer.opened().then((isOpen) => {
      if (isOpen && !subscriber.closed) void source.start();
    });
    return () => {
      frames.unsubscribe();
      source.end();
    };
  });
}
