import { describe, expect, it, jest } from '@jest/globals';
import {
  event,
  frame,
  fresh,
  opened,
  refused,
  scripted,
  silent,
  streaming,
  unreachable,
} from '../../test/scripted-fetch.js';
import { closeAfterTest, pass, useTestClock } from '../../test/scripted-stream.js';
import { StreamConnection } from './stream-connection.js';
import type { StreamOptions, StreamState } from './stream-options.js';

type Answers = Parameters<typeof scripted>;

const HOUR_MS = 3_600_000;

useTestClock();

function given(answers: Answers, extra: Partial<StreamOptions> = {}) {
  const { fetch, sent } = scripted(...answers);
  const states: StreamState[] = [];
  const received: string[] = [];
  const opened = new StreamConnection({
    baseUrl: 'http://x',
    path: '/v1/riders/me/stream',
    token: 't',
    fetch,
    onEvent: (_event, { cursor }) => received.push(cursor),
    onSnapshot: (_snapshot, { cursor }) => received.push(`snapshot ${cursor}`),
    onState: (state) => states.push(state),
    ...extra,
  });
  closeAfterTest(opened).connect();
  return { stream: opened, sent, states, received };
}

/** An event stream with this text that ends at once. */
const ending =
  (text: string): Answers[number] =>
  (sent) => {
    const response = streaming(text)(sent);
    sent.hangUp();
    return response;
  };

const unavailable =
  (headers: Record<string, string>, status = 503): Answers[number] =>
  () =>
    new Response('<html>', { status, headers });

describe('the reconnection time of the server', () => {
  it.each([
    ['2^31 ms', '2147483648'],
    ['three years', '99999999999'],
    ['a number of 400 digits', '9'.repeat(400)],
  ])(
    'a reconnection time that no timer can wait for is a wait of an hour: %s',
    async (_what, retry) => {
      const { sent } = given([ending(`${fresh('e-1')}retry: ${retry}\n\n`), silent]);
      await pass(HOUR_MS - 1);
      expect(sent).toHaveLength(1);
      await pass(30_000);
      expect(sent).toHaveLength(2);
    },
  );

  it.each(['-5', '1.5', '1e9', '0x10', 'soon', ''])(
    'a reconnection time of "%s" is ignored, as the standard demands',
    async (retry) => {
      const { sent } = given([ending(`retry: 100\n\nretry: ${retry}\n\n`), silent]);
      await pass(400);
      expect(sent).toHaveLength(2);
    },
  );

  it('a reconnection time of 0 causes no busy loop when each connection ends at once', async () => {
    const useless = ending(`retry: 0\n\n${opened('resumed', 'e-1', 'e-1')}retry: 0\n\n`);
    const { sent } = given([useless], { cursor: 'e-1' });
    await pass(60_000);
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.length).toBeLessThan(40);
  });

  it('a reconnection time of 0 causes no busy loop when the server sends no opening', async () => {
    const { sent } = given([ending('retry: 0\n\n')]);
    await pass(60_000);
    expect(sent.length).toBeLessThan(15);
  });

  it('connections that deliver events reconnect without growing waits', async () => {
    let seq = 1;
    const { sent } = given(
      [
        (request) => {
          const next = opened('resumed', `e-${seq}`, `e-${seq + 1}`) + event(`e-${seq + 1}`);
          seq += 1;
          return ending(next)(request);
        },
      ],
      { cursor: 'e-1' },
    );
    await pass(10_000);
    expect(sent.length).toBeGreaterThan(20);
  });
});

describe('Retry-After of a refused stream', () => {
  it.each([
    ['seconds', '120', 120_000],
    ['a fraction', '2.5', 2_500],
    ['a number beyond the longest timer', '4000000', HOUR_MS],
    ['a number of 400 digits', '9'.repeat(400), HOUR_MS],
    ['a date', 'Sun, 29 Nov 2026 12:02:00 GMT', 120_000],
    ['a date in the format of RFC 850', 'Sunday, 29-Nov-26 12:02:00 GMT', 120_000],
    ['a date in the format of asctime', 'Sun Nov 29 12:02:00 2026', 120_000],
    ['a date in many years', 'Sun, 29 Nov 2099 12:00:00 GMT', HOUR_MS],
  ])('%s is waited for, an hour at most', async (_what, value, expected) => {
    jest.setSystemTime(new Date('2026-11-29T12:00:00Z'));
    const { states, sent } = given([unavailable({ 'retry-after': value }), silent]);
    await pass(expected - 1);
    expect(sent).toHaveLength(1);
    await pass(1_000 + 500);
    expect(sent).toHaveLength(2);
    expect(states.map(({ status }) => status)).toEqual(['connecting', 'waiting', 'connecting']);
  });

  it.each(['0', '-5', 'NaN', 'Infinity', '1e3', '0x10', 'soon', 'in 5 minutes', '120, 60', ' '])(
    'the value "%s" leaves the ordinary wait',
    async (value) => {
      const { sent } = given([unavailable({ 'retry-after': value }), silent]);
      await pass(900);
      expect(sent).toHaveLength(1);
      await pass(700);
      expect(sent).toHaveLength(2);
    },
  );

  it('a date in the past leaves the ordinary wait', async () => {
    const past = 'Sun, 29 Nov 2020 12:00:00 GMT';
    const { sent } = given([unavailable({ 'retry-after': past }), silent]);
    await pass(900);
    expect(sent).toHaveLength(1);
    await pass(700);
    expect(sent).toHaveLength(2);
  });

  it('a date counts from the server’s own time when the clock of the device is a year ahead', async () => {
    jest.setSystemTime(new Date('2027-11-29T12:00:00Z'));
    const date = 'Sun, 29 Nov 2026 12:00:00 GMT';
    const { sent } = given([
      unavailable({ date, 'retry-after': 'Sun, 29 Nov 2026 12:02:00 GMT' }),
      silent,
    ]);
    await pass(119_000);
    expect(sent).toHaveLength(1);
    await pass(3_000);
    expect(sent).toHaveLength(2);
  });
});

describe('a gateway whose server restarts', () => {
  it.each([502, 503, 504])(
    'the stream survives a minute of answers with %d and an HTML page, and resumes',
    async (status) => {
      const gateway = unavailable({ 'content-type': 'text/html' }, status);
      const again = streaming(opened('resumed', 'e-1', 'e-2') + event('e-2'));
      let isBack = false;
      const { sent, received, states } = given([
        ending(fresh('e-1')),
        (request) => (isBack ? again : gateway)(request),
      ]);
      await pass(60_000);
      isBack = true;
      await pass(31_000);
      expect(sent.length).toBeLessThan(15);
      expect(received).toEqual(['snapshot e-1', 'e-2']);
      expect(sent[1]?.headers.get('last-event-id')).toBe('e-1');
      expect(states.filter(({ status: name }) => name === 'ended')).toEqual([]);
    },
  );

  it('an answer without CORS headers, which fetch reports as a TypeError, is retried', async () => {
    const { received } = given([unreachable, unreachable, streaming(fresh('e-1'))]);
    await pass(10_000);
    expect(received).toEqual(['snapshot e-1']);
  });

  it.each([
    ['an empty body', () => new Response('', { headers: { 'content-type': 'text/event-stream' } })],
    ['no body', () => new Response(null, { headers: { 'content-type': 'text/event-stream' } })],
    ['a login page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ])(
    'a stream that is answered with 200 and %s is retried with growing waits',
    async (_what, answer) => {
      const { sent, states } = given([answer]);
      await pass(60_000);
      expect(sent.length).toBeGreaterThan(2);
      expect(sent.length).toBeLessThan(15);
      expect(states.at(-1)?.status).not.toBe('ended');
    },
  );

  it('a body that never ends is cut at the bound of an event, and the stream retries', async () => {
    const endless: Answers[number] = () => {
      const megabyte = new TextEncoder().encode('x'.repeat(1024 * 1024));
      const body = new ReadableStream({ pull: (controller) => controller.enqueue(megabyte) });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    };
    const { states } = given([endless, silent]);
    await pass(100);
    expect(states.at(-1)).toMatchObject({
      status: 'waiting',
      cause: expect.objectContaining({ message: expect.stringContaining('exceeds 4194304') }),
    });
  });
});

describe('wake() and reconnects by the owner', () => {
  it('a hundred calls of wake() start one attempt a second, and never two at once', async () => {
    let open = 0;
    let most = 0;
    const { stream: woken, sent } = given([
      async () => {
        open += 1;
        most = Math.max(most, open);
        await pause(10);
        open -= 1;
        throw new TypeError('fetch failed');
      },
    ]);
    for (let call = 0; call < 100; call += 1) {
      woken.wake();
      await pass(50);
    }
    expect(most).toBe(1);
    expect(sent.length).toBeGreaterThanOrEqual(4);
    expect(sent.length).toBeLessThanOrEqual(6);
  });

  it('wake() after sleep reconnects at once, although performance.now() stood still', async () => {
    const { stream: woken, sent } = given([streaming(fresh('e-1')), silent]);
    await pass(1_500);
    jest.setSystemTime(Date.now() + HOUR_MS);
    woken.wake();
    await pass(1);
    expect(sent).toHaveLength(2);
  });

  it('wake() leaves a connection alone that has just delivered a byte', async () => {
    const { stream: woken, sent } = given([streaming(fresh('e-1'))]);
    await pass(6_000);
    sent[0]?.send(': heartbeat\n\n');
    await pass(1);
    for (let call = 0; call < 100; call += 1) woken.wake();
    await pass(1_000);
    expect(sent).toHaveLength(1);
  });

  it('a clock that is set back by an hour does not hide silence', async () => {
    const { sent } = given([streaming(fresh('e-1')), silent]);
    await pass(1_000);
    jest.setSystemTime(Date.now() - HOUR_MS);
    await pass(10_000);
    expect(sent).toHaveLength(2);
  });

  it('a hundred calls of disconnect() and connect() start two requests, of which one stays', async () => {
    const { stream: toggled, sent, received } = given([streaming(fresh('e-1'))]);
    await pass(1);
    for (let call = 0; call < 100; call += 1) {
      toggled.disconnect();
      toggled.connect();
    }
    await pass(5_000);
    expect(sent).toHaveLength(2);
    expect(received.at(-1)).toBe('snapshot e-1');
  });

  it('calls of connect() while the stream is open start no second connection', async () => {
    const { stream: open, sent } = given([streaming(fresh('e-1'))]);
    open.connect();
    await pass(1);
    open.connect();
    await pass(1_000);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['before the answer', [silent], 1],
    ['while the stream is open', [streaming(fresh('e-1'))], 1],
    ['during the wait', [unreachable], 500],
    ['during the wait for a full server', [unavailable({ 'retry-after': '60' })], 500],
  ] satisfies [string, Answers, number][])(
    'close() %s ends the stream, and no request follows',
    async (_when, answers, after) => {
      const { stream: closed, sent, states } = given(answers);
      await pass(after);
      closed.close();
      closed.close();
      closed.wake();
      closed.connect();
      await pass(120_000);
      expect(sent).toHaveLength(1);
      expect(states.filter(({ status }) => status === 'ended')).toHaveLength(1);
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  it('a signal that has aborted before prevents every request', async () => {
    const { sent, states } = given([silent], { signal: AbortSignal.abort() });
    await pass(10_000);
    expect(sent).toEqual([]);
    expect(states).toEqual([{ status: 'ended' }]);
  });
});

describe('the answer of a cache', () => {
  it('an opening behind the position of the client is refused, and the stream retries', async () => {
    const { received, sent, states } = given([
      ending(fresh('e-1') + event('e-2') + event('e-3')),
      ending(fresh('e-1') + event('e-2') + event('e-3')),
      streaming(opened('resumed', 'e-3', 'e-4') + event('e-4')),
    ]);
    await pass(5_000);
    expect(received).toEqual(['snapshot e-1', 'e-2', 'e-3', 'e-4']);
    expect(sent).toHaveLength(3);
    expect(states).toContainEqual(
      expect.objectContaining({ cause: expect.objectContaining({ message: 'a cached answer' }) }),
    );
  });

  it('an opening that leaves events out is refused', async () => {
    const { received } = given(
      [
        ending(opened('resumed', 'e-5', 'e-6') + event('e-6')),
        streaming(opened('resumed', 'e-1', 'e-2') + event('e-2')),
      ],
      { cursor: 'e-1' },
    );
    await pass(5_000);
    expect(received).toEqual(['e-2']);
  });

  it('each request asks caches for a new answer, and its address has the cursor', async () => {
    const caches: unknown[] = [];
    const inner = scripted(ending(fresh('e-1')), silent);
    const fetch = ((url: string, init: RequestInit & { cache?: string }) => {
      caches.push(init.cache);
      return inner.fetch(url, init);
    }) as typeof globalThis.fetch;
    given([silent], { fetch });
    await pass(5_000);
    expect(caches).toEqual(['no-store', 'no-store']);
    expect(inner.sent[1]?.url).toContain('cursor=e-1');
  });
});

it('a heartbeat interval of the server that no timer can wait for does not cut the stream', async () => {
  const data = { mode: 'fresh', from: 'e-0', head: 'e-0', heartbeatSeconds: 1e9, serverTime: '' };
  const { sent } = given([
    streaming(frame('stream.opened', 'e-0', data) + frame('stream.snapshot', 'e-0', {})),
  ]);
  await pass(60_000);
  expect(sent).toHaveLength(1);
});

it('a refusal of the origin is final, and a refusal after a redirect to another origin is not', async () => {
  const elsewhere: Answers[number] = async (request) =>
    Object.defineProperties(await refused(404)(request), {
      redirected: { value: true },
      url: { value: 'http://portal.example/login' },
    });
  const { sent, states } = given([elsewhere, refused(404)]);
  await pass(10_000);
  expect(sent).toHaveLength(2);
  expect(states.at(-1)).toMatchObject({ status: 'ended', problem: { status: 404 } });
});

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
