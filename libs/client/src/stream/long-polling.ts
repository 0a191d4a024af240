import type { PollAnswer } from '#contracts';
import { requestStream, type ConnectionEnd, type TransportContext } from './stream-request.js';

/** An answer that brings nothing new and comes sooner was not waited for. */
const SHORTEST_WAIT_MS = 500;
/** Part of the silence that is allowed: the answer must come before that is over. */
const WAIT_SHARE = 0.7;

export interface PollPlan {
  /** Silence after which an answer isn't waited for any longer, in milliseconds. */
  staleAfterMs: number;
  /** Time to try the event stream again. */
  isOver: () => boolean;
}

/**
 * Reads by long polling until something goes wrong. A poll waits for less than the silence
 * that counts as dead, so that what the age of the last sign of life says is the same.
 */
export async function readByLongPolling(
  link: TransportContext,
  plan: PollPlan,
): Promise<ConnectionEnd> {
  const waitMs = plan.staleAfterMs * WAIT_SHARE;
  const first = await pollOnce(link, 0);
  if ('isFinal' in first) return first;
  for (;;) {
    if (plan.isOver()) return { isFinal: false };
    const askedAt = performance.now();
    const { cursor } = link.position;
    const answer = await pollOnce(link, waitMs / 1000);
    if ('isFinal' in answer) return answer;
    const isNew = link.position.cursor !== cursor;
    // Whoever answers at once that there is nothing would be asked without end.
    if (!isNew && performance.now() - askedAt < Math.min(SHORTEST_WAIT_MS, waitMs / 2)) {
      return { cause: new Error('The poll was not held open'), isFinal: false };
    }
  }
}

/** One look at the stream; what it finds is handed over as if it had been streamed. */
export async function pollOnce(
  link: TransportContext,
  waitSeconds: number,
): Promise<PollAnswer | ConnectionEnd> {
  const response = await requestStream(link, 'application/json', `waitSeconds=${waitSeconds}`);
  if ('isFinal' in response) return response;
  const answer = (await link.attempt.race(response.json())) as PollAnswer;
  link.attempt.markAlive();
  const { router, position } = link;
  const { mode, reason, snapshot, events, cursor } = answer;
  // Events that come with a snapshot follow it: it is as of what was before them.
  const start = before(cursor, events.length);
  // A stream where nothing has happened answers each poll with the same snapshot.
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

function before(cursor: string, events: number): string {
  const at = cursor.lastIndexOf('-') + 1;
  return cursor.slice(0, at) + String(Math.max(0, Number(cursor.slice(at)) - events));
}

/** To the second, so half a second is added; empty where CORS hides it. */
function serverTimeOf(response: Response): string {
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? '' : new Date(date + 500).toISOString();
}
