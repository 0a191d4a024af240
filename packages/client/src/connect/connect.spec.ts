import { describe, expect, it, jest } from '@jest/globals';
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
import { connectRider, pass, useTestClock } from '../../test/scripted-stream.js';
import type { ConnectOptions, ConnectState } from './connect-options.js';

type Answers = Parameters<typeof scripted>;

useTestClock();

/** A rider's stream whose requests get these answers. */
function given(answers: Answers, extra: Partial<ConnectOptions<'rider'>> = {}) {
  const statuses: string[] = [];
  const onState = ({ status }: ConnectState) => statuses.push(status);
  return { ...connectRider(scripted(...answers), { onState, ...extra }), statuses };
}

describe('the state of a stream', () => {
  it('a stream is connecting, then catching up until the missed events have arrived, then live', async () => {
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

  it('ageSeconds is the time since the last sign of life, heartbeats included', async () => {
    const { sent, stream: opened } = given([streaming(fresh('e-1'))]);
    expect(opened.state.ageSeconds).toBeNull();
    await pass(1_000);
    sent[0]?.send(': heartbeat\n\n');
    await pass(2_000);
    expect(opened.state.ageSeconds).toBeCloseTo(2, 0);
    expect(opened.state.status).toBe('live');
  });

  it('a stream is stale after 7 s without a sign of life, and reconnects', async () => {
    const { statuses, sent } = given([streaming(fresh('e-1')), unreachable, unreachable]);
    await pass(6_900);
    expect(statuses.at(-1)).toBe('live');
    expect(sent).toHaveLength(1);
    await pass(200);
    expect(statuses.at(-1)).toBe('stale');
    await pass(30_000);
    expect(sent.length).toBeGreaterThan(1);
  });

  it('a stream is connecting after a cut, and stale after 7 s', async () => {
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
  ])('a stream is closed by %s and does not reconnect', async (_what, answer) => {
    const { stream: opened, sent } = given([answer]);
    await pass(60_000);
    expect(opened.state.status).toBe('closed');
    expect(sent).toHaveLength(1);
  });

  it.each(['drain', 'max_age', 'slow_consumer', 'unavailable', 'a new reason'])(
    'a stream reconnects after a closing with the reason %s',
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
  ])('the media type is that of an event stream: %s', async (_file, type) => {
    const { received } = given([typed(type), silent]);
    await pass(1);
    expect(received).toEqual(['fresh e-1']);
  });

  it.each([
    ['format-mime-bogus.any.js', 'x bogus'],
    ['a longer name', 'text/event-streams'],
    ['a login page', 'text/html'],
  ])(
    'a response of another media type is not read, and the client retries: %s',
    async (_file, type) => {
      const { received, sent } = given([typed(type), typed(type), silent]);
      await pass(10_000);
      expect(received).toEqual([]);
      expect(sent.length).toBeGreaterThan(1);
    },
  );
});

describe('tokens', () => {
  it('a refused token is renewed a few times, with waits in between', async () => {
    const getToken = jest.fn(() => 'stale token');
    const { stream: opened, sent } = given([refused(401)], { token: undefined, getToken });
    await pass(1);
    expect(sent).toHaveLength(1);
    await pass(120_000);
    expect(opened.state).toMatchObject({ status: 'closed', problem: { status: 401 } });
    expect(sent).toHaveLength(5);
    expect(getToken).toHaveBeenCalledTimes(5);
  });

  it('a refused token that can’t be renewed closes the stream', async () => {
    const { stream: opened, sent } = given([refused(401)]);
    await pass(60_000);
    expect(opened.state).toMatchObject({ status: 'closed', problem: { status: 401 } });
    expect(sent).toHaveLength(1);
  });

  it('a token is kept over reconnects, and renewed when the server reports that it has expired', async () => {
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

describe('events', () => {
  it('each event is delivered once, even if the server repeats it', async () => {
    const again = opened('resumed', 'e-2', 'e-3') + event('e-2') + event('e-3') + event('e-3');
    const { sent, received } = given([streaming(fresh('e-1') + event('e-2')), streaming(again)]);
    await pass(1);
    sent[0]?.hangUp();
    await pass(1_000);
    expect(received).toEqual(['fresh e-1', 'e-2', 'e-3']);
  });

  it('an event of another epoch is delivered after a reset, although its sequence number is lower', async () => {
    const reset =
      opened('reset', 'f-0', 'f-1') + frame('stream.snapshot', 'f-1', {}) + event('f-2');
    const { received } = given([streaming(reset)], { cursor: 'e-9' });
    await pass(1);
    expect(received).toEqual(['reset f-1', 'f-2']);
  });

  it('each event moves the stored cursor, from which the next visit resumes', async () => {
    let stored: string | undefined;
    const storage = { get: () => stored, set: (cursor: string) => (stored = cursor) };
    const { stream } = given([streaming(fresh('e-1') + event('e-2'))], { storage });
    await pass(1);
    expect(stored).toBe('e-2');
    stream.close();
    const { sent } = given([silent], { storage });
    await pass(1);
    expect(sent[0]?.headers.get('last-event-id')).toBe('e-2');
  });
});

describe('long polling', () => {
  const snapshot = polled('e-1', [], { trip: null });

  it('the client falls back to long polling after two silent streams whose polls work', async () => {
    const {
      stream: opened,
      sent,
      received,
    } = given([silent, snapshot, silent, polled('e-2', ['e-2'])]);
    await pass(15_000);
    expect(opened.state.transport).toBe('polling');
    expect(received).toEqual(['fresh e-1', 'e-2']);
    expect(sent[3]?.url).toContain('waitSeconds=0&cursor=e-1');
  });

  it('the client asks for padding after a silent stream, and stays on a stream that padding opens', async () => {
    const padded = streaming(`${fresh('e-1')}:${' '.repeat(4_096)}\n\n: heartbeat\n\n`);
    const { sent, stream: opened } = given([silent, snapshot, padded, padded]);
    await pass(7_500);
    expect(sent[0]?.url).not.toContain('padding');
    expect(sent[2]?.url).toContain('?padding=4096&cursor=e-1');
    sent[2]?.hangUp();
    await pass(2_000);
    expect(sent[3]?.url).toContain('padding=4096');
    expect(opened.state).toMatchObject({ transport: 'stream', status: 'live' });
  });

  it('padding without a heartbeat after it is silence: the client falls back', async () => {
    const padding = streaming(`${fresh('e-1')}:${' '.repeat(4_096)}\n\n`);
    const { stream: opened } = given([silent, snapshot, padding, polled('e-2', ['e-2'])]);
    await pass(15_500);
    expect(opened.state.transport).toBe('polling');
  });

  it('the client does not fall back when polls fail too', async () => {
    const { stream: opened } = given([silent]);
    await pass(120_000);
    expect(opened.state).toMatchObject({ transport: 'stream', status: 'stale' });
  });

  it.each([
    ['early ends', streaming(fresh('e-1') + closing('drain', true))],
    ['refusals', refused(503)],
    ['being offline', unreachable],
  ])('the client does not fall back because of %s', async (_what, answer) => {
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

  it('the client does not fall back because of silence after heartbeats', async () => {
    const { stream: opened, sent } = given([streaming(`${fresh('e-1')}: heartbeat\n\n`)]);
    await pass(60_000);
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.every(({ url }) => !url.includes('waitSeconds'))).toBe(true);
    expect(opened.state.transport).toBe('stream');
  });

  it('the client does not poll in a busy loop when polls are not held open', async () => {
    const { sent } = given([polled('e-1', [], { trip: null }), polled('e-1')], {
      transport: 'polling',
    });
    await pass(60_000);
    expect(sent.length).toBeLessThan(120);
  });
});

it('a page that becomes visible does not wait for its next attempt', async () => {
  const { stream: opened, sent } = given([unreachable]);
  await pass(60_000);
  const before = sent.length;
  opened.wake();
  await pass(1);
  expect(sent).toHaveLength(before + 1);
});

it('a page that becomes visible does not shorten the wait that a full server asked for', async () => {
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
