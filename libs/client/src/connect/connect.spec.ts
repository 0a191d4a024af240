import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  event,
  frame,
  fresh,
  opened,
  polled,
  refused,
  scripted,
  silent,
  streaming,
  unreachable,
} from '../../test/scripted-fetch.js';
import type { ConnectOptions, StreamHandle } from './connect-options.js';
import { connect } from './connect.js';

type Answers = Parameters<typeof scripted>;

let stream: StreamHandle<'rider'> | undefined;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

afterEach(() => {
  stream?.close();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** A rider's stream that these answers are given to. */
function given(answers: Answers, extra: Partial<ConnectOptions<'rider'>> = {}) {
  const { fetch, sent } = scripted(...answers);
  const heard: string[] = [];
  const statuses: string[] = [];
  const opened = connect({
    ...{ baseUrl: 'http://x/', stream: 'rider', token: 't', acks: false, fetch },
    onEvent: (_event, { cursor }) => heard.push(cursor),
    onSnapshot: (_snapshot, { cursor, mode }) => heard.push(`${mode} ${cursor}`),
    onState: ({ status }) => statuses.push(status),
    ...extra,
  });
  stream = opened;
  return { stream: opened, sent, heard, statuses };
}

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

describe('the state of a stream', () => {
  it('is connecting, catching up until what was missed is there, then live', async () => {
    const { sent, statuses } = given([streaming(opened('resumed', 'e-1', 'e-3'))], {
      cursor: 'e-1',
    });
    await pass(1);
    sent[0]?.send(event('e-2'));
    await pass(1);
    expect(statuses).toEqual(['connecting', 'catching-up']);
    sent[0]?.send(event('e-3'));
    await pass(1);
    expect(statuses).toEqual(['connecting', 'catching-up', 'live']);
  });

  it('says how long ago the last sign of life was, and heartbeats are one', async () => {
    const { sent, stream: opened } = given([streaming(fresh('e-1'))]);
    expect(opened.state.ageSeconds).toBeNull();
    await pass(1_000);
    sent[0]?.send(': heartbeat\n\n');
    await pass(2_000);
    expect(opened.state.ageSeconds).toBeCloseTo(2, 0);
    expect(opened.state.status).toBe('live');
  });

  it('is stale after 7 s without a sign of life, and live again when there is one', async () => {
    const { statuses, sent } = given([streaming(fresh('e-1')), unreachable, unreachable]);
    await pass(6_900);
    expect(statuses.at(-1)).toBe('live');
    expect(sent).toHaveLength(1);
    await pass(200);
    expect(statuses.at(-1)).toBe('stale');
    await pass(30_000);
    expect(sent.length).toBeGreaterThan(1);
  });

  it('is only connecting while a cut is young', async () => {
    const { statuses, sent } = given([streaming(fresh('e-1')), silent]);
    await pass(1);
    sent[0]?.hangUp();
    await pass(3_000);
    expect(statuses.at(-1)).toBe('connecting');
    await pass(5_000);
    expect(statuses.at(-1)).toBe('stale');
  });

  it.each([
    ['the server’s end', streaming(fresh('e-1') + closing('end', false))],
    ['a right that was revoked', streaming(fresh('e-1') + closing('revoked', false))],
    ['403', refused(403)],
    ['404', refused(404)],
    ['204', () => new Response(null, { status: 204 })],
  ])('is closed for good by %s', async (_what, answer) => {
    const { stream: opened, sent } = given([answer]);
    await pass(60_000);
    expect(opened.state.status).toBe('closed');
    expect(sent).toHaveLength(1);
  });

  it.each(['drain', 'max_age', 'slow_consumer', 'unavailable', 'a new reason'])(
    'is not closed by %s: it comes back',
    async (reason) => {
      const { sent } = given([streaming(fresh('e-1') + closing(reason, true)), silent]);
      await pass(1);
      sent[0]?.hangUp();
      await pass(1_000);
      expect(sent[1]?.headers.get('last-event-id')).toBe('e-1');
    },
  );
});

function closing(reason: string, reconnect: boolean): string {
  return frame('stream.closing', 'e-1', { reason, reconnect });
}

describe('the type of a response', () => {
  const typed = (type: string) => () =>
    new Response(fresh('e-1'), { headers: { 'content-type': type } });

  it.each([
    ['format-mime-trailing-semicolon.any.js', 'text/event-stream;'],
    ['format-mime-valid-bogus.any.js', 'text/event-stream;x bogus'],
    ['in capitals', 'Text/Event-Stream; charset=UTF-8'],
  ])('is an event stream: %s', async (_file, type) => {
    const { heard } = given([typed(type), silent]);
    await pass(1);
    expect(heard).toEqual(['fresh e-1']);
  });

  it.each([
    ['format-mime-bogus.any.js', 'x bogus'],
    ['a longer name', 'text/event-streams'],
    ['a login page', 'text/html'],
  ])('is none, and is asked for again: %s', async (_file, type) => {
    const { heard, sent } = given([typed(type), typed(type), silent]);
    await pass(10_000);
    expect(heard).toEqual([]);
    expect(sent.length).toBeGreaterThan(1);
  });
});

describe('tokens', () => {
  it('that are refused are asked for anew, a few times, with waits in between', async () => {
    const getToken = jest.fn(() => 'stale token');
    const { stream: opened, sent } = given([refused(401)], { token: undefined, getToken });
    await pass(1);
    expect(sent).toHaveLength(1);
    await pass(120_000);
    expect(opened.state).toMatchObject({ status: 'closed', problem: { status: 401 } });
    expect(sent).toHaveLength(5);
    expect(getToken).toHaveBeenCalledTimes(5);
  });

  it('that can’t be replaced end the stream when they are refused', async () => {
    const { stream: opened, sent } = given([refused(401)]);
    await pass(60_000);
    expect(opened.state).toMatchObject({ status: 'closed', problem: { status: 401 } });
    expect(sent).toHaveLength(1);
  });

  it('are kept over reconnects, and replaced when the server says that they have ended', async () => {
    const getToken = jest.fn(() => 'token');
    const expired = streaming(fresh('e-1') + closing('token_expired', true));
    const { sent } = given([streaming(fresh('e-1')), expired, silent], {
      token: undefined,
      getToken,
    });
    await pass(1);
    sent[0]?.hangUp();
    await pass(400);
    expect(sent).toHaveLength(2);
    expect(getToken).toHaveBeenCalledTimes(1);
    await pass(1_000);
    expect(getToken).toHaveBeenCalledTimes(2);
  });
});

describe('each event', () => {
  it('is handed over once, whatever is sent again', async () => {
    const again = opened('resumed', 'e-2', 'e-3') + event('e-2') + event('e-3') + event('e-3');
    const { sent, heard } = given([streaming(fresh('e-1') + event('e-2')), streaming(again)]);
    await pass(1);
    sent[0]?.hangUp();
    await pass(1_000);
    expect(heard).toEqual(['fresh e-1', 'e-2', 'e-3']);
  });

  it('of another history follows a reset, though its number is lower', async () => {
    const reset =
      opened('reset', 'f-0', 'f-1') + frame('stream.snapshot', 'f-1', {}) + event('f-2');
    const { heard } = given([streaming(reset)], { cursor: 'e-9' });
    await pass(1);
    expect(heard).toEqual(['reset f-1', 'f-2']);
  });

  it('moves the cursor that is stored, and the next visit resumes there', async () => {
    let kept: string | undefined;
    const storage = { get: () => kept, set: (cursor: string) => (kept = cursor) };
    given([streaming(fresh('e-1') + event('e-2'))], { storage });
    await pass(1);
    expect(kept).toBe('e-2');
    stream?.close();
    const { sent } = given([silent], { storage });
    await pass(1);
    expect(sent[0]?.headers.get('last-event-id')).toBe('e-2');
  });
});

describe('long polling', () => {
  const look = polled('e-1', [], { trip: null });

  it('takes over when the stream is silent and polls work, twice in a row', async () => {
    const { stream: opened, sent, heard } = given([silent, look, silent, polled('e-2', ['e-2'])]);
    await pass(15_000);
    expect(opened.state.transport).toBe('polling');
    expect(heard).toEqual(['fresh e-1', 'e-2']);
    expect(sent[3]?.url).toContain('waitSeconds=0&cursor=e-1');
  });

  it('does not when polls fail too: then it is the network', async () => {
    const { stream: opened } = given([silent]);
    await pass(120_000);
    expect(opened.state).toMatchObject({ transport: 'stream', status: 'stale' });
  });

  it.each([
    ['quick ends', streaming(fresh('e-1') + closing('drain', true))],
    ['refusals', refused(503)],
    ['being offline', unreachable],
  ])('is not what %s lead to', async (_what, answer) => {
    const { stream: opened, sent } = given([
      async (request) => {
        const response = await answer(request);
        queueMicrotask(request.hangUp);
        return response;
      },
    ]);
    await pass(120_000);
    expect(sent.length).toBeGreaterThan(3);
    expect(opened.state.transport).toBe('stream');
  });

  it('is not what silence after heartbeats leads to', async () => {
    const { stream: opened, sent } = given([streaming(`${fresh('e-1')}: heartbeat\n\n`)]);
    await pass(60_000);
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.every(({ url }) => !url.includes('waitSeconds'))).toBe(true);
    expect(opened.state.transport).toBe('stream');
  });

  it('does not ask without end where polls aren’t held open', async () => {
    const { sent } = given([polled('e-1', [], { trip: null }), polled('e-1')], {
      transport: 'polling',
    });
    await pass(60_000);
    expect(sent.length).toBeLessThan(120);
  });
});

it('a page that is seen again does not wait for its next attempt', async () => {
  const { stream: opened, sent } = given([unreachable]);
  await pass(60_000);
  const before = sent.length;
  opened.wake();
  await pass(1);
  expect(sent).toHaveLength(before + 1);
});

it('a server that is full is left alone, also by a page that is seen again', async () => {
  const full = streaming(
    'retry: 60000\n' + frame('stream.closing', 'e-0', { reason: 'limit', reconnect: true }),
  );
  const { stream: opened, sent } = given([full, silent]);
  await pass(1);
  sent[0]?.hangUp();
  await pass(1_000);
  opened.wake();
  await pass(58_000);
  expect(sent).toHaveLength(1);
  await pass(3_000);
  expect(sent).toHaveLength(2);
});
