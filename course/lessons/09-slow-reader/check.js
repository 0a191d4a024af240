import assert from 'node:assert/strict';
import { SseReader } from '../../runner/sse-reader.js';

/** Events that are published at once: 0.8 MB, less than the bound of a reader. */
const BURST = 50;
/** Bursts until the buffers of any operating system are full: 80 MB. */
const MOST_BURSTS = 100;
const MOST_QUEUED_MEGABYTES = 3;
/** Milliseconds. A server that waits for the other reader waits for ever. */
const STARVED_MS = 10_000;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start();
  const healthy = await open(lesson, server);
  const stalled = await open(lesson, server);
  await stalled.until('The stream begins', () => stalled.bytes > 0);
  stalled.pause();
  let published = 0;
  let stats = { streams: 2, queuedMegabytes: 0 };

  await lesson.claim(
    'A reader that reads gets each event, also while another one does not read',
    async () => {
      while (stats.streams > 1 && stats.queuedMegabytes <= MOST_QUEUED_MEGABYTES) {
        if (published >= MOST_BURSTS * BURST) return;
        published += BURST;
        const answer = publish(server, BURST);
        await healthy
          .until('The events arrive', () => lastId(healthy) === published, {
            timeoutMs: STARVED_MS,
          })
          .catch(() => {});
        assert.equal(
          lastId(healthy),
          published,
          `Event ${published} was published, and the reader that reads is at event ${lastId(healthy)}. ` +
            'The server must not wait for the slowest reader.',
        );
        stats = await answer;
      }
    },
  );

  await lesson.claim('The queue of a reader that does not read has a bound', async () => {
    assert.ok(
      stats.queuedMegabytes <= MOST_QUEUED_MEGABYTES,
      `After ${published} events, ${stats.queuedMegabytes} MB wait in the memory of the server for a reader ` +
        'that does not read, and it would go on. Compare stream.writableLength with MOST_QUEUED before each write.',
    );
  });

  await lesson.claim(
    'A reader that does not read is disconnected, and it has no gap before',
    async () => {
      stalled.resume();
      await stalled.until('The reader has what was sent', () => stalled.events.length > 0);
      assert.equal(
        stats.streams,
        1,
        'Its stream is still open. It can not get the events that did not fit into its queue, so end ' +
          'it with stream.destroy(): the client connects again and says where it is.',
      );
      await stalled.until('The stream ends', () => stalled.hasEnded);
      const ids = stalled.events.map(({ id }) => Number(id));
      assert.ok(
        ids.every((id, index) => id === ids[0] + index),
        'It got events with a gap between them, and does not learn of it. Do not skip events.',
      );
    },
  );
}

async function open(lesson, server) {
  const stream = await SseReader.open(`${server.url}/stream`);
  lesson.atEnd(() => stream.close());
  return stream;
}

async function publish({ url }, events) {
  return (await fetch(`${url}/publish?events=${events}`, { method: 'POST' })).json();
}

const lastId = ({ events }) => Number(events.at(-1)?.id ?? 0);
