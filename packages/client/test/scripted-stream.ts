import { afterEach, beforeEach, jest } from '@jest/globals';
import type { ConnectOptions, StreamHandle } from '../src/connect/connect-options.js';
import { connect } from '../src/connect/connect.js';
import type { scripted, Sent } from './scripted-fetch.js';

const open: { close: () => void }[] = [];

/**
 * For each test of a spec: a clock that only the test moves, and the same jitter in every wait. The
 * streams of `closeAfterTest` are closed first, so that none outlives its test.
 */
export function useTestClock(): void {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });
}

export function closeAfterTest<T extends { close: () => void }>(stream: T): T {
  open.push(stream);
  return stream;
}

/** Lets this much time of the test's clock pass. */
export const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

/** What a rider's stream has received, and the control of the answers to its requests. */
export interface ScriptedRider {
  stream: StreamHandle<'rider'>;
  sent: Sent[];
  /** The cursor of each event, and `<mode> <cursor>` of each snapshot. */
  received: string[];
}

/** Connects a rider's stream to scripted answers. */
export function connectRider(
  { fetch, sent }: ReturnType<typeof scripted>,
  extra: Partial<ConnectOptions<'rider'>> = {},
): ScriptedRider {
  const received: string[] = [];
  const stream = connect({
    baseUrl: 'http://x/',
    stream: 'rider',
    token: 't',
    acks: false,
    fetch,
    onEvent: (_event, { cursor }) => received.push(cursor),
    onSnapshot: (_snapshot, { cursor, mode }) => received.push(`${mode} ${cursor}`),
    ...extra,
  });
  return { stream: closeAfterTest(stream), sent, received };
}
