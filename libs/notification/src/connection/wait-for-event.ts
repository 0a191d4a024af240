import { Observable, Subject, firstValueFrom, map, race, timer } from 'rxjs';
import type { Requester } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import type { FrameSink } from '../frame/frame-sink.js';
import type { PendingResponses } from './pending-responses.js';
import { runAt } from './run-at.js';

/**
 * Why a long poll stopped waiting: an event came, the time is over, the client left, or the server
 * ended the wait for the given reason.
 */
export type WaitOutcome = 'event' | 'timeout' | 'left' | ClosingReason;

export interface WaitOptions {
  requester: Requester;
  stream: StreamId;
  /** The IP address of the client. */
  address: string;
  /** The longest wait. */
  seconds: number;
  /** The response that waits; it closes when the client leaves. */
  response: FrameSink;
}

/** Waits until `event$` emits or the wait ends without an event. Leaves no timer or listener. */
export function waitForEvent(
  event$: Observable<unknown>,
  { requester, stream, address, seconds, response }: WaitOptions,
  pending: PendingResponses,
): Promise<WaitOutcome> {
  const closing = new Subject<ClosingReason>();
  const close = closing.next.bind(closing);
  const outcomes: Observable<WaitOutcome>[] = [
    event$.pipe(map(() => 'event')),
    watchClosing(response).pipe(map(() => 'left')),
    watchExpiry(requester).pipe(map(() => 'token_expired')),
    timer(seconds * 1000).pipe(map(() => 'timeout')),
    closing,
    // The last one: `register` may close the response at once, and `closing` has a subscriber now.
    new Observable<never>(() => pending.register({ requester, stream, close }, address)),
  ];
  return firstValueFrom(race(outcomes));
}

/** Emits when the client leaves, or at once if it has left. */
function watchClosing(response: FrameSink): Observable<void> {
  return new Observable((subscriber) =>
    response.onClose(() => {
      subscriber.next();
    }),
  );
}

function watchExpiry({ expiresAt }: Requester): Observable<void> {
  return new Observable((subscriber) =>
    runAt(expiresAt, () => {
      subscriber.next();
    }),
  );
}
