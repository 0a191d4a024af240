import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { streamId, type StreamId } from '#contracts';
import { newEvent } from '#outbox';
import { checkDelivery, nothingFound, until, type StreamPosition, type SseProbe } from '#testing';
import {
  api,
  eventsIn,
  type Person,
  placesOf,
  reaching,
  seqOf,
  signUp,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';

let server: TestServer;
let writer: StreamWriter;
const probes: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer();
  writer = await StreamWriter.at(server);
});

afterEach(async () => {
  await Promise.all(probes.map((probe) => probe.close()));
  expect(probes.flatMap(({ violations }) => violations)).toEqual([]);
  probes.length = 0;
});

afterAll(async () => {
  await writer.close();
  await server.drop();
});

interface Reader {
  person: Person;
  stream: StreamId;
  probe: SseProbe;
}

async function newRider(): Promise<Omit<Reader, 'probe'>> {
  const person = await signUp(server, 'rider');
  return { person, stream: streamId('rider', person.id) };
}

async function read({ person, stream }: Omit<Reader, 'probe'>, query = ''): Promise<Reader> {
  const probe = await person.stream(`/v1/riders/me/stream${query}`);
  probes.push(probe);
  return { person, stream, probe };
}

/** Resolves when the frames have come that say where the events of the stream begin. */
const untilBegun = ({ frames }: SseProbe): Promise<unknown> =>
  until('the stream has begun', () => {
    const opened = frames.find(({ event }) => event === 'stream.opened');
    const isResumed = opened?.data?.includes('"mode":"resumed"') === true;
    return isResumed || frames.some(({ event }) => event === 'stream.snapshot');
  });

/** Checks that all events after the snapshot have arrived, once and in order. */
async function expectWhole({ stream, probe }: Reader, committed: StreamPosition[]): Promise<void> {
  await untilBegun(probe);
  const snapshot = probe.frames.find(({ event }) => event === 'stream.snapshot');
  const due = committed.filter(
    (place) => place.stream === stream && place.seq > seqOf(snapshot?.id),
  );
  const last = due.at(-1);
  if (last)
    await until(
      'the last has come',
      () => eventsIn(probe.frames).at(-1)?.id === `${epochOf(probe)}-${last.seq}`,
    );
  const { gaps: _before, ...found } = checkDelivery(due, placesOf(stream, probe.frames));
  const { gaps: _none, ...nothing } = nothingFound;
  expect(found).toEqual(nothing);
}

const epochOf = ({ frames }: SseProbe): string =>
  frames.find(({ id }) => id)?.id?.split('-')[0] ?? '';

it('16 writers committing at random for 6 s: every subscriber gets every event of its stream once, in order', async () => {
  const riders = await Promise.all(Array.from({ length: 6 }, newRider));
  const readers = await Promise.all([...riders, ...riders].map((rider) => read(rider)));
  const flow = writeAtRandom(
    riders.map(({ stream }) => stream),
    16,
  );
  await pause(6_000);
  await flow.stop();
  const committed = await writer.committed(...riders.map(({ stream }) => stream));
  expect(committed.length).toBeGreaterThan(200);
  for (const reader of readers) await expectWhole(reader, committed);
});

it('30 streams opened while events pour in miss none between snapshot, replay and live', async () => {
  const rider = await newRider();
  const flow = writeAtRandom([rider.stream], 4);
  const readers: Reader[] = [];
  for (let count = 0; count < 30; count++) {
    const known = readers.at(-1)?.probe;
    const cursor = eventsIn(known?.frames ?? []).at(-1)?.id;
    readers.push(await read(rider, count % 2 && cursor ? `?cursor=${cursor}` : ''));
  }
  await flow.stop();
  const committed = await writer.committed(rider.stream);
  for (const reader of readers) {
    await untilBegun(reader.probe);
    const from = seqOf(
      reader.probe.frames.find(({ event }) => event === 'stream.opened')?.id ?? '-0',
    );
    await expectWhole(
      reader,
      committed.filter(({ seq }) => seq > from),
    );
  }
});

describe('what the live path loses', () => {
  it('an event that the live path lost is found by the heartbeat, also the last one of a stream', async () => {
    const reader = await read(await newRider());
    await reader.probe.next(({ event }) => event === 'stream.snapshot');
    // Behind the tail's back: its transaction is one that the tail has long read past.
    await writer.commit(reader.stream);
    await reaching(reader.probe, 1);
    await writer.query(
      `WITH head AS (UPDATE stream SET seq = seq + 1 WHERE id = $1 RETURNING seq)
       INSERT INTO mailbox (stream, seq, outbox_id)
       SELECT $1, head.seq, m.outbox_id FROM head, mailbox m WHERE m.stream = $1 AND m.seq = 1`,
      [reader.stream],
    );
    await reaching(reader.probe, 2);
  });

  it('with its connection comes when it is back, and once', async () => {
    const reader = await read(await newRider());
    await reader.probe.next(({ event }) => event === 'stream.snapshot');
    for (let round = 0; round < 3; round++) {
      await writer.commit(reader.stream);
      await writer.terminateTail();
      await writer.commit(reader.stream);
    }
    await reaching(reader.probe, 6);
    await expectWhole(reader, await writer.committed(reader.stream));
  });
});

describe('a reader that doesn’t read', () => {
  it('a slow subscriber delays no other, and gets the rest when it reads on or reconnects', async () => {
    const rider = await newRider();
    const [stalled, lively] = [await read(rider), await read(rider)];
    await stalled.probe.next(({ event }) => event === 'stream.snapshot');
    stalled.probe.pause();
    for (let batch = 0; batch < 12; batch++) await writer.commit(rider.stream, 10, 50_000);
    await reaching(lively.probe, 120);
    stalled.probe.resume();
    const got = await Promise.race([
      reaching(stalled.probe, 120).then(() => 120),
      stalled.probe.ended.then(() => seqOf(eventsIn(stalled.probe.frames).at(-1)?.id)),
    ]).catch(() => seqOf(eventsIn(stalled.probe.frames).at(-1)?.id));
    const cursor = `${epochOf(stalled.probe)}-${got}`;
    const back = await read(rider, `?cursor=${cursor}`);
    if (got < 120) await reaching(back.probe, 120);
    const frames = [...stalled.probe.frames, ...back.probe.frames];
    const committed = await writer.committed(rider.stream);
    expect(checkDelivery(committed, placesOf(rider.stream, frames))).toEqual(nothingFound);
  });

  it('a slow subscriber and a client that disconnects at any moment leave no state behind', async () => {
    const { person } = await newRider();
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const probe = await person.stream('/v1/riders/me/stream', {
          cutAfterBytes: 1 + index * 10,
        });
        await probe.ended;
      }),
    );
    await until('no stream is counted', async () => {
      const { body } = await api(server).get<string>('/metrics');
      return /^tripstream_open_streams 0$/m.test(body);
    });
  });
});

/** Commits to these streams out of order, from many connections, until stopped. */
function writeAtRandom(streams: StreamId[], writers: number) {
  let stopped = false;
  const write = async () => {
    while (!stopped) {
      const receivers = streams.filter(() => Math.random() < 0.4);
      await writer.transactions
        .run(async (tx) => {
          await tx.query('SELECT pg_current_xact_id()');
          await pause(Math.random() ** 3 * 40);
          if (receivers.length === 0) return;
          writer.outbox.append(tx, [someEvent(receivers)], await tx.now());
          await tx.sendLastStatements();
          await pause(Math.random() ** 3 * 40);
          if (Math.random() < 0.1) throw new Error('changed its mind');
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.message === 'changed its mind')) throw error;
        });
    }
  };
  const running = Promise.all(Array.from({ length: writers }, write));
  return {
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

const someEvent = (streams: StreamId[]) =>
  newEvent({ type: 'driver.online', subject: 'driver/7', data: { reason: 'by_driver' }, streams });
