import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  judge,
  readStreamCases,
  type CaseEnd,
  type DeliveredMessage,
  type Observed,
  type StreamCase,
} from '@tripstream/protocol-cases';
import { connect } from '../../src/connect/connect.js';
import type { ConnectState, StreamHandle } from '../../src/connect/connect-options.js';
import { ScriptedExchanges, type ScriptedFetch } from './scripted-exchanges.js';

/** The longest time that a case takes on the fake clock: an hour for each of its longest waits. */
const LONGEST_RUN_MS = 4 * 3_600_000;

let stream: StreamHandle<'rider'> | undefined;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(() => {
  stream?.close();
  jest.useRealTimers();
});

const cases = readStreamCases();

describe('the protocol cases', () => {
  it.each(cases.map((testCase) => [testCase.name, testCase] as const))(
    'the SDK passes the case %s',
    async (_name, testCase) => {
      const observed = await play(testCase);
      expect(judge(testCase, observed)).toEqual([]);
    },
  );
});

async function play(testCase: StreamCase): Promise<Observed> {
  const script = new ScriptedExchanges(testCase);
  const delivered: DeliveredMessage[] = [];
  const { client, needs = [] } = testCase;
  const [path, query] = client.path.split('?');
  if (path !== '/v1/riders/me/stream') throw new Error(`${client.path} is not a rider's stream`);
  const opened = connect({
    baseUrl: 'http://tripstream.test',
    stream: 'rider',
    acks: false,
    transport: needs.includes('polling') ? 'polling' : 'stream',
    cursor: client.cursor,
    ...tokensOf(client),
    fetch: withQuery(script.fetch, query),
    onSnapshot: (data, { cursor }) => delivered.push({ kind: 'snapshot', cursor, data }),
    onEvent: (data, { cursor }) => delivered.push({ kind: 'event', cursor, data }),
    onEphemeral: ({ type, data }) => delivered.push({ kind: 'ephemeral', type, data }),
  });
  stream = opened;
  await passUntil(() => opened.state.status === 'closed');
  return { requests: script.requests, delivered, end: endOf(opened.state) };
}

/** Lets the fake clock run from timer to timer, because most of the time of a case is waiting. */
async function passUntil(isOver: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (!isOver()) {
    // The streams of Node use the real event loop, so they settle before the clock moves.
    for (let tick = 0; tick < 5; tick += 1) await new Promise((resolve) => setImmediate(resolve));
    if (isOver()) return;
    if (performance.now() - startedAt > LONGEST_RUN_MS) return;
    if (jest.getTimerCount() === 0) throw new Error('The client waits for nothing');
    await jest.advanceTimersToNextTimerAsync();
  }
}

/** Some cases have one token for good; the others give out their tokens one after the other. */
function tokensOf({ tokens, renewable }: StreamCase['client']) {
  if (renewable === false) return { token: tokens[0] ?? '' };
  const left = [...tokens];
  const getToken = (): string => {
    const token = left.length > 1 ? left.shift() : left[0];
    if (!token) throw new Error('no token can be had');
    return token;
  };
  return { getToken };
}

const withQuery = (send: ScriptedFetch, query?: string): typeof fetch =>
  ((url: string, init: RequestInit) =>
    send(
      query === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
      init,
    )) as typeof fetch;

function endOf({ status, closing, problem }: ConnectState): CaseEnd | undefined {
  if (status !== 'closed') return undefined;
  if (problem) return { state: 'refused', status: problem.status };
  return { state: 'ended', reason: closing?.reason };
}
