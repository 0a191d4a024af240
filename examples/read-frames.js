import { setTimeout as delay } from 'node:timers/promises';

/** Heartbeats come every `heartbeatSeconds`. When three are missing, the stream is dead. */
const MISSED_HEARTBEATS = 3;

/**
 * Reads a stream of Tripstream with `fetch` until the server ends it. After a disconnect it
 * reconnects with `Last-Event-ID`, and the server sends exactly the missed events.
 *
 * @param {string} url
 * @param {object} options
 * @param {string} options.token bearer token
 * @param {(frame: { event: string, id: string, data: any }) => void} options.onFrame
 * @param {(text: string) => void} options.onCut called after each disconnect
 */
export async function readFrames(url, { token, onFrame, onCut }) {
  const position = { id: '', retryMs: 1000, silenceMs: 15_000 };
  for (;;) {
    try {
      const shouldReconnect = await readConnection(url, { token, onFrame, position });
      if (!shouldReconnect) return;
    } catch (error) {
      if (error.status) throw error;
      onCut(`The stream is cut (${error.message}). Back in ${position.retryMs} ms.`);
    }
    await delay(position.retryMs);
  }
}

/** Reads one connection. Resolves to whether to reconnect; rejects when the connection broke. */
async function readConnection(url, { token, onFrame, position }) {
  const stop = new AbortController();
  const onSilence = () => stop.abort(new Error('silence'));
  let watchdog = setTimeout(onSilence, position.silenceMs);
  try {
    const answer = await fetch(url, { headers: headersFor(token, position), signal: stop.signal });
    if (answer.status === 204) return false;
    if (answer.status !== 200) {
      const { code, detail } = await answer.json();
      throw Object.assign(new Error(`${code}: ${detail}`), { status: answer.status });
    }
    let shouldReconnect = true;
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      clearTimeout(watchdog);
      watchdog = setTimeout(onSilence, position.silenceMs);
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const frame = parseFrame(block, position);
        if (!frame) continue;
        if (frame.event === 'stream.opened') {
          position.silenceMs = frame.data.heartbeatSeconds * 1000 * MISSED_HEARTBEATS;
        }
        if (frame.event === 'stream.closing') shouldReconnect = frame.data.reconnect;
        onFrame(frame);
      }
    }
    return shouldReconnect;
  } finally {
    clearTimeout(watchdog);
    stop.abort();
  }
}

const headersFor = (token, { id }) => ({
  accept: 'text/event-stream',
  authorization: `Bearer ${token}`,
  ...(id && { 'last-event-id': id }),
});

/** Parses one block of lines (WHATWG HTML, section 9.2.6). Returns null for a comment. */
function parseFrame(block, position) {
  let event = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
    if (field === 'id') position.id = value;
    if (field === 'retry') position.retryMs = Number(value);
  }
  if (data.length === 0) return null;
  return { event, id: position.id, data: JSON.parse(data.join('\n')) };
}
