import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SseReader } from '../../runner/sse-reader.js';

const run = promisify(execFile);
const FORGED = 'Hello\n\nevent: ride.status\ndata: {"status":"completed"}';

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  await checkServer(lesson);
  const name = lesson.program === 'solution.js' ? 'reader.solution.js' : 'reader.js';
  await checkReader(lesson, join(lesson.folder, name));
}

async function checkServer(lesson) {
  const server = await lesson.start();
  const stream = await SseReader.open(`${server.url}/stream`);
  lesson.atEnd(() => stream.close());
  const post = (body) => fetch(`${server.url}/note`, { method: 'POST', body });
  const arrived = (id) => stream.until(`Message ${id} arrives`, () => has(stream, id));

  await lesson.claim(
    'server: the response is an event stream with a retry and a comment',
    async () => {
      await stream.until('The first comment arrives', () => stream.comments.length > 0);
      assert.equal(stream.headers['content-type'], 'text/event-stream', 'Look at HEAD.');
      assert.equal(stream.retry, 3000, 'The stream has to begin with "retry: 3000".');
    },
  );

  await lesson.claim('server: a note of two lines arrives with both of them', async () => {
    await arrived(2);
    assertData(stream, 2, 'I stand at the café.\nMy umbrella is red ☂');
  });

  await lesson.claim('server: CR and CRLF end a line too', async () => {
    await post('one\rtwo\r\nthree');
    await arrived(3);
    assertData(stream, 3, 'one\ntwo\nthree');
  });

  await lesson.claim('server: a note cannot forge a message', async () => {
    await post(FORGED);
    await post('the last note');
    await arrived(5);
    const statuses = stream.events.filter(({ event }) => event === 'ride.status');
    assert.equal(
      statuses.length,
      1,
      `A note with an empty line in it made a message of its own: ${statuses.at(-1)?.data}. ` +
        'Each line of the data needs its own "data: " in front, also an empty one.',
    );
    assertData(stream, 4, FORGED);
  });
}

const has = ({ events }, id) => events.find((event) => event.id === String(id));

function assertData(stream, id, expected) {
  const { data } = has(stream, id);
  const problem = `Message ${id} arrived as ${JSON.stringify(data)} and not as ${JSON.stringify(expected)}.`;
  assert.equal(data, expected, `${problem} Look at frame(): each line of the data needs "data: ".`);
}

async function checkReader(lesson, path) {
  await lesson.claim('reader: a character may be cut between two pieces', async () => {
    const bytes = Buffer.from('event: rider.note\ndata: Zoë at the café ☂\n\n');
    const output = await readPieces(
      lesson,
      path,
      [...bytes].map((byte) => Buffer.of(byte)),
    );
    assert.equal(
      output,
      'rider.note "Zoë at the café ☂"\n',
      `The stream came byte by byte, and the reader printed: ${output.trim()}. ` +
        'bytes.toString() can not read half a character. Use one TextDecoder for the whole ' +
        'stream, with { stream: true }.',
    );
  });

  await lesson.claim(
    'reader: an incomplete message at the end of the stream is dropped',
    async () => {
      const pieces = ['data: one\n\n', 'event: ride.status\ndata: {"sta'].map((text) =>
        Buffer.from(text),
      );
      const output = await readPieces(lesson, path, pieces);
      assert.equal(
        output,
        'message "one"\n',
        'The connection was cut in the middle of a message, and the reader printed half of it: ' +
          `${output.trim().split('\n').at(-1)}. Only an empty line ends a message.`,
      );
    },
  );
}

/** What a reader prints of a stream that comes in these pieces and then ends. */
async function readPieces(lesson, path, pieces) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const piece of pieces) response.write(piece);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  lesson.atEnd(() => server.close());
  const { stdout } = await run(process.execPath, [
    path,
    `http://127.0.0.1:${server.address().port}/`,
  ]);
  return stdout;
}
