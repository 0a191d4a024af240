const LONGEST_WAIT_MS = 30_000;
/** Answers after which no event will come: refusals, and the end of a trip. */
const FINAL = [204, 401, 403, 404, 406];

/**
 * Keeps a native `EventSource` open. By itself it gives up for good on every answer but 200, such as the
 * 502 of a gateway while the server restarts, and does not say which answer it was. This wrapper asks
 * with a poll, and opens another `EventSource` after a random wait that doubles with each failure. The
 * cursor goes into the address, because a new `EventSource` does not know it.
 *
 * It runs in browsers, and in Node with the package `eventsource`, where both the class and the poll need
 * a `fetch` that adds the token. It does not see heartbeats, which are comments, so it can't notice a
 * connection that died silently: the SDK does.
 *
 * @example
 * const stream = keepEventSource('/v1/riders/me/stream', {
 *   events: { 'stream.snapshot': (data) => show(data.trip), 'trip.started': (data) => show(data.data.trip) },
 *   onEnd: (status) => console.log(`The stream is over: ${status}`),
 * });
 *
 * @param {string} url
 * @param {object} options
 * @param {Record<string, (data: any, cursor: string) => void>} options.events a handler for each event
 * @param {(status: number) => void} [options.onEnd] with the answer that ended the stream; 200 when the
 *   server ended it with `stream.closing`
 * @param {boolean} [options.withCredentials]
 * @param {typeof globalThis.EventSource} [options.EventSource] the global one by default
 * @param {typeof globalThis.fetch} [options.fetch] sends the poll; the global one, with the cookies of the
 *   page, by default
 * @returns {{ close: () => void }}
 */
export function keepEventSource(url, { events, onEnd, withCredentials, ...replaced }) {
  const Source = replaced.EventSource ?? globalThis.EventSource;
  const poll = replaced.fetch ?? globalThis.fetch;
  let source;
  let timer;
  let cursor = '';
  let failures = 0;
  let isOver = false;

  const address = () => {
    const mark = url.includes('?') ? '&' : '?';
    return cursor ? `${url}${mark}cursor=${cursor}` : url;
  };

  const receive = (type) => (frame) => {
    const data = JSON.parse(frame.data);
    cursor = frame.lastEventId;
    failures = 0;
    if (type === 'stream.closing' && !data.reconnect) end(200);
    events[type]?.(data, cursor);
  };

  function open() {
    source = new Source(address(), { withCredentials });
    for (const type of new Set(['stream.opened', 'stream.closing', ...Object.keys(events)]))
      source.addEventListener(type, receive(type));
    source.addEventListener('error', () => {
      // In the state CONNECTING it reconnects by itself, with the header Last-Event-ID.
      if (source.readyState === Source.CLOSED && !isOver) void reopen();
    });
  }

  async function reopen() {
    const status = await askStatus();
    if (isOver) return;
    if (FINAL.includes(status)) {
      end(status);
      return;
    }
    failures += 1;
    const upperMs = Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(failures, 10));
    // eslint-disable-next-line no-restricted-syntax -- a constant bounds the delay
    timer = setTimeout(open, (upperMs * (1 + Math.random())) / 2);
  }

  /** The status of a poll; 0 without an answer. */
  async function askStatus() {
    const credentials = withCredentials ? 'include' : 'same-origin';
    const headers = { accept: 'application/json' };
    try {
      const answer = await poll(address(), { headers, credentials, cache: 'no-store' });
      await answer.body?.cancel();
      return answer.redirected ? 0 : answer.status;
    } catch {
      return 0;
    }
  }

  function end(status) {
    close();
    onEnd?.(status);
  }

  function close() {
    isOver = true;
    clearTimeout(timer);
    source.close();
  }

  open();
  return { close };
}
