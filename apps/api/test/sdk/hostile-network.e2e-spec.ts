import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventSource } from 'eventsource';
import { TripstreamApi, connect } from '#client';
import { streamId } from '#contracts';
import { until } from '#testing';
import { type Person, signUp, startTestServer, StreamWriter, type TestServer } from '#api-harness';
import { HostileProxy } from './hostile-proxy.js';

const SETTINGS = { HEARTBEAT_SECONDS: '0.1', STREAM_RETRY_MS: '50' };

interface Frame {
  event: string;
  id: string;
  data: unknown;
}

/** The examples are plain JavaScript without types. */
interface Examples {
  readFrames: (
    url: string,
    options: {
      token: string;
      onFrame: (frame: Frame) => void;
      onCut: (text: string) => void;
      signal: AbortSignal;
    },
  ) => Promise<void>;
  keepEventSource: (
    url: string,
    options: {
      EventSource: unknown;
      fetch: typeof fetch;
      events: Record<string, (data: unknown, cursor: string) => void>;
      onEnd: (status: number) => void;
    },
  ) => { close: () => void };
}

let server: TestServer;
let writer: StreamWriter;
let proxy: HostileProxy;
let examples: Examples;
const closings: (() => void)[] = [];

beforeAll(async () => {
  server = await startTestServer(SETTINGS);
  writer = await StreamWriter.at(server);
  const folder = '../../../../examples';
  examples = {
    ...((await import(`${folder}/read-frames.js`)) as Pick<Examples, 'readFrames'>),
    ...((await import(`${folder}/keep-event-source.js`)) as Pick<Examples, 'keepEventSource'>),
  };
});

beforeEach(async () => {
  proxy = await HostileProxy.to(server);
});

afterEach(async () => {
  for (const close of closings.splice(0)) close();
  await proxy.close();
});

afterAll(async () => {
  await writer.close();
  await server.drop();
});

/**
 * A rider whose stream has one event. The cursor of a stream without events means fresh, so a snapshot
 * would take the place of missed events.
 */
async function riderWithEvent(on: TestServer = server, by: StreamWriter = writer): Promise<Person> {
  const rider = await signUp(on, 'rider');
  await by.commit(streamId('rider', rider.id), 1);
  return rider;
}

const seqOf = (cursor: string): number => Number(cursor.split('-')[1]);

interface Reader {
  name: string;
  /** Opens the rider's stream and collects the numbers of its snapshot and events. */
  open: (rider: Person) => number[];
}

/** Opens the rider's stream with the SDK through the proxy. */
function connectRider(rider: Person, staleAfterMs = 1_000) {
  const seqs: number[] = [];
  const stream = connect({
    baseUrl: proxy.url,
    token: rider.token,
    stream: 'rider',
    acks: false,
    staleAfterMs,
    onSnapshot: (_snapshot, { seq }) => seqs.push(seq),
    onEvent: (_event, { seq }) => seqs.push(seq),
  });
  closings.push(() => stream.close());
  return { stream, seqs };
}

const sdk: Reader = { name: 'the SDK', open: (rider) => connectRider(rider).seqs };

const readFrames: Reader = {
  name: 'examples/read-frames.js',
  open: (rider) => {
    const seqs: number[] = [];
    const stop = new AbortController();
    closings.push(() => stop.abort());
    void examples.readFrames(`${proxy.url}/v1/riders/me/stream`, {
      token: rider.token,
      signal: stop.signal,
      onCut: () => undefined,
      onFrame: ({ event, id }) => {
        if (/^(stream\.snapshot|trip\.|driver\.)/.test(event)) seqs.push(seqOf(id));
      },
    });
    return seqs;
  },
};

/** Node keeps no cookies, so a `fetch` adds the token. */
const fetchOf =
  ({ token }: Person): typeof fetch =>
  (address, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(address, { ...init, headers });
  };

const eventSourceOf = (person: Person) =>
  class extends EventSource {
    constructor(url: string) {
      super(url, { fetch: fetchOf(person) });
    }
  };

const keptEventSource: Reader = {
  name: 'examples/keep-event-source.js',
  open: (rider) => {
    const seqs: number[] = [];
    const note = (_data: unknown, cursor: string): void => {
      seqs.push(seqOf(cursor));
    };
    const stream = examples.keepEventSource(`${proxy.url}/v1/riders/me/stream`, {
      EventSource: eventSourceOf(rider),
      fetch: fetchOf(rider),
      events: { 'stream.snapshot': note, 'driver.online': note },
      onEnd: () => undefined,
    });
    closings.push(() => stream.close());
    return seqs;
  },
};

describe.each([sdk, readFrames])('$name behind a hostile proxy', ({ open }) => {
  it.each(['gateway', 'portal', 'redirect'] as const)(
    'the reader survives a proxy that answers each request by itself: %s',
    async (hostility) => {
      const rider = await riderWithEvent();
      const seqs = open(rider);
      await until('the snapshot', () => seqs.length === 1);
      proxy.hostility = hostility;
      proxy.cut();
      const before = proxy.paths.length;
      await writer.commit(streamId('rider', rider.id), 3);
      await until('two refused attempts', () => proxy.paths.length >= before + 2);
      proxy.hostility = 'pass';
      await until('the missed events', () => seqs.length === 4);
      expect(seqs).toEqual([1, 2, 3, 4]);
    },
  );

  it.each(['gzip', 'slices'] as const)(
    'the reader receives each event from a proxy that rewrites the body: %s',
    async (hostility) => {
      proxy.hostility = hostility;
      const rider = await riderWithEvent();
      const seqs = open(rider);
      await until('the snapshot', () => seqs.length === 1);
      await writer.commit(streamId('rider', rider.id), 20);
      await until('the events', () => seqs.length === 21);
      expect(seqs).toEqual(Array.from({ length: 21 }, (_, at) => at + 1));
    },
  );

  it('the reader comes back when the server is replaced behind a gateway that answers 502', async () => {
    const first = await startTestServer(SETTINGS);
    const others = await StreamWriter.at(first);
    proxy.retarget(first);
    const rider = await riderWithEvent(first, others);
    const seqs = open(rider);
    await until('the snapshot', () => seqs.length === 1);
    await others.commit(streamId('rider', rider.id), 2);
    await until('two events', () => seqs.length === 3);
    const before = proxy.paths.length;
    await first.stop();
    await others.commit(streamId('rider', rider.id), 2);
    await until('a refused attempt', () => proxy.paths.length > before);
    const second = await startTestServer({ ...SETTINGS, DATABASE_URL: first.databaseUrl });
    proxy.retarget(second);
    await until('the missed events', () => seqs.length === 5);
    expect(seqs).toEqual([1, 2, 3, 4, 5]);
    for (const close of closings.splice(0)) close();
    await others.close();
    await second.stop();
    await first.drop();
  });
});

describe('the SDK behind a proxy that holds bodies back', () => {
  it('padding opens a stream that a proxy holds back until it has a first block', async () => {
    // Frequent heartbeats would fill the block before the limit of silence.
    const quiet = await startTestServer({ ...SETTINGS, HEARTBEAT_SECONDS: '1' });
    const others = await StreamWriter.at(quiet);
    proxy.retarget(quiet);
    proxy.hostility = 'firstBlock';
    const rider = await riderWithEvent(quiet, others);
    const { stream, seqs } = connectRider(rider, 2_500);
    await until('a padded stream', () => proxy.paths.some((path) => path.includes('padding=4096')));
    await until('it is live', () => stream.state.status === 'live');
    await others.commit(streamId('rider', rider.id), 1);
    await until('the event', () => seqs.at(-1) === 2);
    expect(stream.state.transport).toBe('stream');
    stream.close();
    await others.close();
    await quiet.drop();
  });

  it('a host that takes requests and never answers is noticed, and the stream resumes', async () => {
    const rider = await riderWithEvent();
    const seqs = sdk.open(rider);
    await until('the snapshot', () => seqs.length === 1);
    proxy.hostility = 'hang';
    proxy.cut();
    const before = proxy.paths.length;
    await writer.commit(streamId('rider', rider.id), 1);
    await until('two silent attempts', () => proxy.paths.length >= before + 2);
    proxy.hostility = 'pass';
    await until('the event', () => seqs.at(-1) === 2);
    expect(seqs).toEqual([1, 2]);
  });
});

describe('a native EventSource behind a gateway that answers 502', () => {
  it('the EventSource gives up, and examples/keep-event-source.js comes back with its cursor', async () => {
    const rider = await riderWithEvent();
    const native = new (eventSourceOf(rider))(`${proxy.url}/v1/riders/me/stream`);
    closings.push(() => native.close());
    const seqs = keptEventSource.open(rider);
    await until('the snapshot', () => seqs.length === 1 && native.readyState === 1);
    proxy.hostility = 'gateway';
    proxy.cut();
    await writer.commit(streamId('rider', rider.id), 3);
    await until('the native one gives up', () => native.readyState === 2);
    proxy.hostility = 'pass';
    await until('the missed events', () => seqs.length === 4);
    expect(seqs).toEqual([1, 2, 3, 4]);
    expect(native.readyState).toBe(2);
  });

  it('examples/keep-event-source.js ends at a refusal', async () => {
    const driver = await signUp(server, 'driver');
    const ends: number[] = [];
    examples.keepEventSource(`${proxy.url}/v1/riders/me/stream`, {
      EventSource: eventSourceOf(driver),
      fetch: fetchOf(driver),
      events: {},
      onEnd: (status) => ends.push(status),
    });
    await until('the end', () => ends.length === 1);
    expect(ends).toEqual([403]);
  });
});

it('a command whose answers a gateway replaces by 502 has one effect', async () => {
  const rider = await signUp(server, 'rider');
  const api = new TripstreamApi({ baseUrl: proxy.url, token: rider.token });
  proxy.hostility = 'gateway';
  const trip = api.requestTrip({
    pickup: { lat: 40.7614, lng: -73.9776 },
    dropoff: { lat: 40.7484, lng: -73.9857 },
  });
  await until('two attempts', () => proxy.paths.length >= 2);
  proxy.hostility = 'pass';
  expect(await trip).toMatchObject({ status: 'matching' });
  expect((await api.trips()).trips).toHaveLength(1);
  await api.cancelTrip((await trip).id, 'Walking');
});
