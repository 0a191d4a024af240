import assert from 'node:assert/strict';
import { constants, gunzipSync } from 'node:zlib';
import { findProgram } from '../../runner/programs.js';
import { SseReader } from '../../runner/sse-reader.js';
import { until } from '../../runner/until.js';

/** The silence after which the proxy cuts; it stands in nginx.conf. */
const READ_TIMEOUT_MS = 3000;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start({ env: { HEARTBEAT_MS: '500' } });
  const nginx = process.env.NGINX ?? findProgram('nginx');
  await checkBehindProxy(lesson, server);
  if (!nginx) lesson.leaveOut('All of it holds behind a real nginx', 'nginx is not installed');

  await lesson.claim('The response forbids proxies to store it or to change it', async () => {
    const { headers } = await open(lesson, server);
    const caching = headers['cache-control'] ?? '';
    assert.match(
      caching,
      /no-store|no-cache/,
      `Cache-Control is "${caching}": a cache may keep a stream. Add no-store.`,
    );
    assert.match(
      caching,
      /no-transform/,
      `Cache-Control is "${caching}": a proxy may compress the stream. Add no-transform.`,
    );
  });
}

async function checkBehindProxy(lesson, server) {
  const proxy = await lesson.start({ program: 'proxy.js', env: { SERVER_PORT: server.port } });

  await lesson.claim('An event comes through the proxy at once', async () => {
    const stream = await open(lesson, proxy);
    await send(server);
    await stream
      .until('The event arrives', ({ events, hasEnded }) => events.length > 0 || hasEnded)
      .catch(() => {});
    assert.ok(
      stream.events.length > 0,
      `The proxy collected the event, and cut the line ${READ_TIMEOUT_MS / 1000} s later. ` +
        'The header X-Accel-Buffering: no tells it not to collect.',
    );
  });

  await lesson.claim('A compressed stream comes through the proxy at once', async () => {
    const stream = await open(lesson, proxy, { 'accept-encoding': 'gzip' });
    await send(server);
    const hasEvent = () => inflate(stream).includes('data:');
    await stream.until('The event arrives', ({ hasEnded }) => hasEvent() || hasEnded);
    assert.ok(hasEvent(), 'The client accepts gzip, and the event did not arrive.');
  });

  await lesson.claim('A quiet stream through the proxy stays open', async () => {
    const stream = await open(lesson, proxy);
    const start = performance.now();
    const isOver = () => stream.hasEnded || performance.now() - start > 1.7 * READ_TIMEOUT_MS;
    await until('The time-out is over', isOver);
    assert.ok(
      !stream.hasEnded,
      `The server was silent for ${READ_TIMEOUT_MS / 1000} s and the proxy cut the line. ` +
        'Write a comment to every open response each HEARTBEAT_MS.',
    );
  });
}

async function open(lesson, { url }, headers = {}) {
  const stream = await SseReader.open(`${url}/stream`, { headers });
  lesson.atEnd(() => stream.close());
  return stream;
}

const send = ({ url }) => fetch(`${url}/events`, { method: 'POST' });

/** The text of a stream so far, also when it is compressed and has not ended. */
function inflate({ headers, chunks, text }) {
  if (headers['content-encoding'] !== 'gzip' || chunks.length === 0) return text;
  return gunzipSync(Buffer.concat(chunks), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
}
