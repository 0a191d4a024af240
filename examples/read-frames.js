import { SseParser } from './sse-parser.js';
import { retryAfterMs, Waits } from './waits.js';

/** The silence after which a connection is dead, until the server has sent its `heartbeatSeconds`. */
const SILENCE_MS = 15_000;
/** Heartbeats come every `heartbeatSeconds`. When three are missing, the stream is dead. */
const MISSED_HEARTBEATS = 3;
const CHECK_EVERY_MS = 1_000;
/** Refusals that no repetition changes. All other statuses may be those of a gateway. */
const FINAL = [401, 403, 404, 406];

/**
 * Reads a stream of Tripstream with `fetch` until the server ends or refuses it. After a disconnect it
 * reconnects with `Last-Event-ID`, and the server sends exactly the missed events. It survives a gateway
 * that answers 502 while the server restarts, a captive portal, and a connection that died silently.
 *
 * @param {string} url
 * @param {object} options
 * @param {string} options.token bearer token
 * @param {(frame: { event: string, id: string, data: any }) => void} options.onFrame
 * @param {(text: string) => void} options.onCut called after each disconnect
 * @param {AbortSignal} [options.signal] ends the reading
 */
export async function readFrames(url, { token, onFrame, onCut, signal }) {
  const position = { id: '', retryMs: 1000, silenceMs: SILENCE_MS };
  const waits = new Waits();
  while (!signal?.aborted) {
    const { id } = position;
    let askedMs = 0;
    try {
      if (await readConnection(url, { token, onFrame, position, signal })) return;
    } catch (error) {
      if (FINAL.includes(error.status)) throw error;
      if (signal?.aborted) return;
      askedMs = error.retryAfterMs ?? 0;
      onCut(`The stream is cut (${error.message}).`);
    }
    // A connection without a frame lengthens the next wait.
    if (position.id !== id) waits.reset();
    await waits.pass(Math.max(position.retryMs, askedMs), signal);
  }
}

/** Reads one connection. Resolves to whether the stream is over; rejects when the connection broke. */
async function readConnection(url, { token, onFrame, position, signal }) {
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  let aliveAt = performance.now();
  const watchdog = setInterval(() => {
    if (performance.now() - aliveAt > position.silenceMs) stop.abort(new Error('silence'));
  }, CHECK_EVERY_MS);
  try {
    const answer = await fetch(url, {
      headers: headersFor(token, position),
      signal: stop.signal,
      cache: 'no-store',
      // A redirect may lead to another origin, for which the token is not meant.
      redirect: 'manual',
    });
    if (answer.status === 204) return true;
    await requireStream(answer);
    let isOver = false;
    const parser = new SseParser({
      onRetry: (milliseconds) => (position.retryMs = milliseconds),
      onFrame: ({ event, id, data: text }) => {
        const data = JSON.parse(text);
        position.id = id;
        if (event === 'stream.opened') position.silenceMs = silenceOf(data);
        if (event === 'stream.closing') isOver = !data.reconnect;
        onFrame({ event, id, data });
      },
    });
    for await (const chunk of answer.body) {
      aliveAt = performance.now();
      parser.push(chunk);
    }
    return isOver;
  } finally {
    clearInterval(watchdog);
    signal?.removeEventListener('abort', abort);
    stop.abort();
  }
}

const headersFor = (token, { id }) => ({
  accept: 'text/event-stream',
  authorization: `Bearer ${token}`,
  ...(id && { 'last-event-id': id }),
});

const silenceOf = ({ heartbeatSeconds }) =>
  heartbeatSeconds > 0 ? heartbeatSeconds * 1000 * MISSED_HEARTBEATS : SILENCE_MS;

/** @throws Error with `status` and `retryAfterMs` for every answer that is no event stream */
async function requireStream(answer) {
  const { status, headers } = answer;
  const type = headers.get('content-type') ?? 'nothing';
  if (status === 200 && /^text\/event-stream\s*(;|$)/i.test(type)) return;
  const problem = type.includes('json') ? await answer.json().catch(() => null) : null;
  const text = problem?.code ? `${problem.code}: ${problem.detail}` : `${status}, ${type}`;
  // A 200 of another type is the page of a captive portal.
  throw Object.assign(new Error(text), {
    status: status === 200 ? 0 : status,
    retryAfterMs: retryAfterMs(headers),
  });
}
