import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  event,
  fresh,
  opened,
  refused,
  scripted,
  silent,
  streaming,
} from '../../test/scripted-fetch.js';
import { connectRider, pass, useTestClock } from '../../test/scripted-stream.js';
import type { ConnectOptions } from './connect-options.js';

type Answers = Parameters<typeof scripted>;

/** Rejections that no code has handled, and errors that would end the process. */
const unhandled: unknown[] = [];
const note = (error: unknown): void => {
  unhandled.push(error);
};

useTestClock();

beforeEach(() => {
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});

afterEach(async () => {
  // Node reports a rejection after the microtasks of the present task.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(unhandled.splice(0)).toEqual([]);
});

function given(answers: Answers, extra: Partial<ConnectOptions<'rider'>> = {}) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  return { ...connectRider(scripted(...answers), { onError, ...extra }), errors };
}

const failure = new Error('a bug of the application');
const fail = (): never => {
  throw failure;
};

describe('handlers that fail', () => {
  it.each([
    ['throw', fail],
    ['reject', () => Promise.reject(failure)],
  ])(
    'handlers that %s lose no event, do not end the stream, and are reported',
    async (_how, handler) => {
      const cursors: string[] = [];
      const {
        sent,
        errors,
        stream: open,
      } = given([streaming(fresh('e-1'))], {
        onSnapshot: handler,
        onState: handler,
        onCursor: (cursor) => {
          cursors.push(cursor);
          return handler();
        },
        onEvent: (_event, { cursor }) => {
          cursors.push(`event ${cursor}`);
          return handler();
        },
      });
      await pass(1);
      sent[0]?.send(event('e-2') + event('e-3'));
      await pass(1);
      expect(cursors).toEqual(['e-1', 'event e-2', 'e-2', 'event e-3', 'e-3']);
      expect(open.state.status).toBe('live');
      expect(sent).toHaveLength(1);
      expect(new Set(errors)).toEqual(new Set([failure]));
    },
  );

  it('errors go to reportError of a browser, else to the console, without onError', async () => {
    const reported: unknown[] = [];
    const { sent } = given([streaming(fresh('e-1'))], { onEvent: fail, onError: undefined });
    Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
    await pass(1);
    sent[0]?.send(event('e-2'));
    await pass(1);
    expect(reported).toEqual([failure]);
    Reflect.deleteProperty(globalThis, 'reportError');
    const written = jest.spyOn(console, 'error').mockReturnValue(undefined);
    sent[0]?.send(event('e-3'));
    await pass(1);
    expect(written).toHaveBeenCalledWith(failure);
  });

  it('an onError that throws does not end the stream', async () => {
    const { sent, stream: open } = given([streaming(fresh('e-1'))], {
      onEvent: fail,
      onError: fail,
    });
    await pass(1);
    sent[0]?.send(event('e-2'));
    await pass(1);
    expect(open.state.status).toBe('live');
  });

  it('a handler may close the stream: no event of the same chunk follows', async () => {
    const heard: string[] = [];
    const { stream: open } = given([streaming(fresh('e-1') + event('e-2') + event('e-3'))], {
      onEvent: (_event, { cursor }) => {
        heard.push(cursor);
        open.close();
      },
    });
    await pass(1);
    expect(heard).toEqual(['e-2']);
  });
});

describe('storage', () => {
  it.each([
    ['throws', fail],
    ['rejects', () => Promise.reject(failure)],
  ])('a storage that %s counts as empty, and is reported', async (_how, broken) => {
    const { received, errors } = given([streaming(fresh('e-1') + event('e-2'))], {
      storage: { get: broken, set: broken },
    });
    await pass(1);
    expect(received).toEqual(['fresh e-1', 'e-2']);
    expect(new Set(errors)).toEqual(new Set([failure]));
  });

  it.each(['rubbish', 'e-', '{"cursor":"e-1"}', 'e-1\r\nx: y', '-1'])(
    'a stored text that is no cursor counts as empty: %j',
    async (stored) => {
      const { received, sent, errors } = given([streaming(fresh('e-1'))], {
        storage: { get: () => stored, set: () => undefined },
      });
      await pass(1);
      expect(received).toEqual(['fresh e-1']);
      expect(sent[0]?.headers.has('last-event-id')).toBe(false);
      expect(errors).toHaveLength(1);
    },
  );

  it('the stream begins without a storage that does not answer within three seconds', async () => {
    const { received, sent } = given([streaming(fresh('e-1'))], {
      storage: { get: () => new Promise(() => undefined), set: () => undefined },
    });
    await pass(2_900);
    expect(sent).toHaveLength(0);
    await pass(200);
    expect(received).toEqual(['fresh e-1']);
  });

  it('while a slow storage writes, only the latest cursor waits', async () => {
    const written: string[] = [];
    const { sent } = given([streaming(fresh('e-1'))], {
      storage: {
        get: () => null,
        set: (cursor) => {
          written.push(cursor);
          return new Promise((resolve) => setTimeout(resolve, 1_000));
        },
      },
    });
    await pass(1);
    sent[0]?.send(Array.from({ length: 500 }, (_, at) => event(`e-${at + 2}`)).join(''));
    await pass(5_000);
    expect(written).toEqual(['e-1', 'e-501']);
  });

  it('a write that never ends does not prevent later ones', async () => {
    const written: string[] = [];
    const { sent } = given([streaming(fresh('e-1'))], {
      storage: {
        get: () => null,
        set: (cursor) => {
          written.push(cursor);
          return new Promise(() => undefined);
        },
      },
    });
    await pass(1);
    sent[0]?.send(event('e-2'));
    await pass(3_500);
    expect(written).toEqual(['e-1', 'e-2']);
  });

  it('a stream that is closed while the storage is read sends no request', async () => {
    const { stream: open, sent } = given([silent], {
      storage: {
        get: () => new Promise((resolve) => setTimeout(() => resolve(null), 500)),
        set: () => undefined,
      },
    });
    open.close();
    await pass(10_000);
    expect(sent).toEqual([]);
    expect(open.state.status).toBe('closed');
  });
});

describe('getToken', () => {
  it.each([
    ['throws', fail],
    ['rejects', () => Promise.reject(failure)],
  ])('a getToken that %s is called again, with growing waits', async (_how, getToken) => {
    const calls = jest.fn(getToken);
    const { sent, stream: open } = given([silent], { token: undefined, getToken: calls });
    await pass(60_000);
    expect(calls.mock.calls.length).toBeGreaterThan(2);
    expect(calls.mock.calls.length).toBeLessThan(15);
    expect(sent).toEqual([]);
    expect(open.state.status).toBe('stale');
  });

  it('a getToken that never settles is called again after half a minute', async () => {
    const tokens = [new Promise<string>(() => undefined), Promise.resolve('second')];
    const getToken = jest.fn(() => tokens.shift() ?? 'third');
    const { sent, received } = given([streaming(fresh('e-1'))], { token: undefined, getToken });
    await pass(29_000);
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(sent).toEqual([]);
    await pass(15_000);
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer second');
    expect(received[0]).toBe('fresh e-1');
  });

  it('a getToken that takes ten seconds is not called twice, and its token is used', async () => {
    const getToken = jest.fn(
      () => new Promise<string>((resolve) => setTimeout(() => resolve('slow'), 10_000)),
    );
    const { sent } = given([streaming(fresh('e-1'))], { token: undefined, getToken });
    await pass(12_000);
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer slow');
  });

  it('a token that may have expired during sleep is renewed before the stream reconnects', async () => {
    const getToken = jest.fn(() => `token ${getToken.mock.calls.length}`);
    const { sent, stream: open } = given(
      [streaming(fresh('e-1')), streaming(opened('resumed', 'e-1', 'e-1'))],
      { token: undefined, getToken },
    );
    await pass(1_500);
    jest.setSystemTime(Date.now() + 8 * 3_600_000);
    open.wake();
    await pass(10);
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token 1',
      'Bearer token 2',
    ]);
  });

  it('a getToken that hangs does not outlive close()', async () => {
    const { stream: open, sent } = given([refused(401)], {
      token: undefined,
      getToken: () => new Promise<string>(() => undefined),
    });
    await pass(10);
    open.close();
    await pass(60_000);
    expect(sent).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a loop that is slow', () => {
  const many = (from: number, count: number): string =>
    Array.from({ length: count }, (_, at) => event(`e-${from + at}`)).join('');

  it('a loop that takes nothing holds a bounded number of messages, and misses none', async () => {
    const handlers = { onEvent: undefined, onSnapshot: undefined };
    const { stream: open, sent } = given(
      [
        streaming(fresh('e-1')),
        (request) => {
          const at = Number(request.headers.get('last-event-id')?.split('-')[1]);
          return streaming(opened('resumed', `e-${at}`, 'e-3000') + many(at + 1, 3_000 - at))(
            request,
          );
        },
      ],
      handlers,
    );
    await pass(1);
    sent[0]?.send(many(2, 1_500));
    await pass(10);
    expect(open.state.status).toBe('catching-up');
    const cursors: string[] = [];
    const reading = (async () => {
      for await (const message of open) {
        if ('cursor' in message) cursors.push(message.cursor);
        if (cursors.length === 3_000) break;
      }
    })();
    for (let second = 0; cursors.length < 3_000 && second < 60; second += 1) await pass(1_000);
    await reading;
    expect(cursors).toEqual(Array.from({ length: 3_000 }, (_, at) => `e-${at + 1}`));
  });
});
