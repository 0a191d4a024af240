import { Observable, Subject, firstValueFrom, map, race, timer } from 'rxjs';
import type { Requester } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import type { ResponseSink } from '../frame/response-sink.js';
import { runAt } from './run-at.js';
import type { PendingResponses } from './pending-responses.js';

/** Why a poll stopped waiting: something came, the time is over, the client left, or we end it. */
export type WaitOutcome = 'news' | 'timeout' | 'left' | ClosingReason;

/** Whose wait it is, and how long it may be. */
export interface WaitOptions {
  requester: Requester;
  stream: StreamId;
  seconds: number;
  /** The response that is kept waiting: it closes when the client leaves. */
  response: ResponseSink;
}

/** Until `news$` emits, or the wait ends without. Whichever way, nothing of it stays behind. */
export function waitForEvent(
  news$: Observable<unknown>,
  { requester, stream, seconds, response }: WaitOptions,
  held: PendingResponses,
): Promise<WaitOutcome> {
  const closing = new Subject<ClosingReason>();
  const close = closing.next.bind(closing);
  const ends: Observable<WaitOutcome>[] = [
    news$.pipe(map(() => 'news')),
    watchClosing(response).pipe(map(() => 'left')),
    watchExpiry(requester).pipe(map(() => 'token_expired')),
    timer(seconds * 1000).pipe(map(() => 'timeout')),
    closing,
    // Last: it may be closed at once, and by now somebody listens.
    new Observable<never>(() => held.register({ requester, stream, close })),
  ];
  return firstValueFrom(race(ends));
}

/** Whoever has left already is told of at once. */
function watchClosing(response: ResponseSink): Observable<void> {
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
