import assert from 'node:assert/strict';
import { SseReader } from '../../runner/sse-reader.js';
import { until } from '../../runner/until.js';
import { Crowd } from './tools/crowd-of-clients.js';

const CLIENTS = 60;
/** The pauses have to differ by as much as `RETRY_MS`, and must not be longer than ten times that. */
const RETRY_MS = 300;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start({ env: { RETRY_MS: String(RETRY_MS), READ_MS: '20' } });
  const crowd = new Crowd(`${server.url}/stream`, CLIENTS);
  lesson.atEnd(() => crowd.close());
  await crowd.allAreConnected();

  await lesson.claim('Clients that come together share one read', async () => {
    const { reads } = await (await fetch(server.url)).json();
    assert.ok(
      reads <= CLIENTS / 4,
      `${CLIENTS} clients connected in the same moment and the state was read ${reads} times, one after the other. ` +
        'Let the requests that come while a read is under way wait for that read.',
    );
  });

  await lesson.claim('Clients are told different times to come back after a crash', async () => {
    assertSpread(
      crowd.firstStreams.map(({ retry }) => retry),
      'The retry fields at the beginning of the streams',
    );
  });

  await lesson.claim('A client that comes later gets a read of its own', async () => {
    const readsOf = async () => (await (await fetch(server.url)).json()).reads;
    const before = await readsOf();
    const stream = await open(lesson, server);
    await stream.until('A snapshot arrives', ({ events }) => events.length > 0);
    stream.close();
    const after = await readsOf();
    assert.ok(
      after > before,
      `The state was read ${before} times, another client came later, and the state was not read again. The result of ` +
        'a read must not be kept: forget the promise when the read is over.',
    );
  });

  const { process: stopped } = server;
  const ending = endOf(stopped);
  stopped.kill('SIGTERM');
  await crowd.allHaveLost();

  await lesson.claim('A server that stops ends each stream in an orderly way', async () => {
    const told = crowd.count('closing');
    const complete = crowd.firstStreams.filter(({ response }) => response.complete).length;
    assert.equal(
      told,
      CLIENTS,
      `${told} of ${CLIENTS} clients got an event "closing" before the end. Write it in the handler of SIGTERM.`,
    );
    assert.equal(
      complete,
      CLIENTS,
      `${CLIENTS - complete} responses were cut in the middle. End each with response.end(), and do not call process.exit().`,
    );
    assertSpread(
      crowd.firstStreams.map(retryOfClosing),
      'The retry fields of the events "closing"',
    );
  });

  await lesson.claim('The process ends by itself', async () => {
    const { code, signal } = await ending;
    assert.notEqual(
      signal,
      'SIGKILL',
      'Ten seconds after SIGTERM the process was still there. Call server.close(), and end each response in `readers`.',
    );
    assert.equal(signal ?? code, 0, `The server ended with ${signal ?? `exit code ${code}`}.`);
  });

  await lesson.claim(
    'A server that stops in the middle of a read ends its stream too',
    async () => {
      const slow = await lesson.start({ env: { READ_MS: '2000' } });
      const stream = await open(lesson, slow);
      await until('The server reads', async () => (await (await fetch(slow.url)).json()).reads > 0);
      const end = endOf(slow.process);
      slow.process.kill('SIGTERM');
      const { code } = await end;
      await stream.until('The stream ends', ({ hasEnded }) => hasEnded);
      assert.ok(
        stream.text.includes('event: closing') && stream.response.complete,
        'A client whose snapshot was being read got no event "closing" before the end. Add the response to `readers` before the read.',
      );
      assert.equal(code, 0, `The server ended with ${code ?? 'SIGKILL'}.`);
    },
  );

  await lesson.claim('All clients are served again by the next process', async () => {
    await server.launch({ PORT: server.port });
    await crowd.allAreConnected();
  });
}

async function open(lesson, { url }) {
  const stream = await SseReader.open(`${url}/stream`);
  lesson.atEnd(() => stream.close());
  return stream;
}

/** The milliseconds that the event `closing` of a stream tells its client. */
function retryOfClosing({ text }) {
  const frame = text.split('\n\n').find((each) => each.includes('event: closing')) ?? '';
  const [, milliseconds] = /^retry: (\d+)$/m.exec(frame) ?? [];
  return milliseconds && Number(milliseconds);
}

function assertSpread(times, what) {
  assert.ok(!times.includes(undefined), `${what}: some are missing.`);
  const spread = Math.max(...times) - Math.min(...times);
  assert.ok(
    spread >= RETRY_MS,
    `${what} are between ${Math.min(...times)} and ${Math.max(...times)} ms: ${CLIENTS} clients come back within ${spread} ms. ` +
      'Add a random part of at least RETRY_MS for each client.',
  );
  assert.ok(Math.max(...times) <= 10 * RETRY_MS, `${what}: ${Math.max(...times)} ms is very long.`);
}

/** How a process ends; one that is still there after a while is killed, and says so by its signal. */
function endOf(child) {
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal });
    });
  });
}
