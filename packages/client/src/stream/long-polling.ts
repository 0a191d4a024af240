import type { PollAnswer } from '#contracts';
import { requestStream, type ConnectionEnd, type TransportContext } from './stream-request.js';

/** An empty answer that arrives sooner shows that the poll was not held open. */
const SHORTEST_WAIT_MS = 500;
/** The wait of a poll as a share of the silence limit, so that the answer arrives within it. */
const WAIT_SHARE = 0.7;

export interface PollPlan {
  /** Silence after which the poll is abandoned, in milliseconds. */
  staleAfterMs: number;
  /** Whether it is time to try the event stream again. */
  isOver: () => boolean;
}

/**
 * Reads by long polling until an error, a final answer or `isOver`. A poll waits for less than the
 * silence limit, so that the age of the last sign of life means the same as with an event stream.
 */
export async function readByLongPolling(
  context: TransportContext,
  plan: PollPlan,
): Promise<ConnectionEnd> {
  const waitMs = plan.staleAfterMs * WAIT_SHARE;
  const first = await pollOnce(context, 0);
  if ('isFinal' in first) return first;
  for (;;) {
    if (plan.isOver()) return { isFinal: false };
    const askedAt = performance.now();
    const { cursor } = context.position;
    const answer = await pollOnce(context, waitMs / 1000);
    if ('isFinal' in answer) return answer;
    const isNew = context.position.cursor !== cursor;
    // A server or proxy that answers empty polls at once would cause a busy loop.
    if (!isNew && performance.now() - askedAt < Math.min(SHORTEST_WAIT_MS, waitMs / 2)) {
      return { cause: new Error('The poll was not held open'), isFinal: false };
    }
  }
}

/** Polls once and delivers the answer's messages as if they had been streamed. */
export async function pollOnce(
  context: TransportContext,
  waitSeconds: number,
): Promise<PollAnswer | ConnectionEnd> {
  const response = await requestStream(context, 'application/json', `waitSeconds=${waitSeconds}`);
  if ('isFinal' in response) return response;
  const answer = (await context.attempt.race(response.json())) as PollAnswer;
  context.attempt.markAlive();
  const { router, position } = context;
  const { mode, reason, snapshot, events, cursor } = answer;
  // The events of an answer follow its snapshot, whose cursor is therefore that before them.
  const start = cursorBefore(cursor, events.length);
  // A stream without events answers each poll with the same snapshot, which is delivered once.
  if (waitSeconds === 0 || (snapshot && position.cursor !== start)) {
    const serverTime = serverTimeOf(response);
    const from = position.cursor ?? start;
    router.handleOpened({
      stream: '',
      mode,
      reason,
      from,
      head: cursor,
      serverTime,
      heartbeatSeconds: 0,
    });
    if (snapshot) router.handleSnapshot(snapshot, start);
  }
  for (const { id, event: type, data } of events) router.handleMessage({ type, data, cursor: id });
  return answer;
}

function cursorBefore(cursor: string, events: number): string {
  const seqIndex = cursor.lastIndexOf('-') + 1;
  const seq = Number(cursor.slice(seqIndex));
  return cursor.slice(0, seqIndex) + String(Math.max(0, seq - events));
}

/**
 * The server's time from `Date`, which has a resolution of one second, so half a second is added.
 * It is empty where CORS hides the header.
 */
function serverTimeOf(response: Response): string {
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? '' : new Date(date + 500).toISOString();
}
