import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTick } from 'node:timers/promises';
import { Acknowledger } from './acknowledger.js';
import { ApiProblem } from '../http/api-problem.js';

/** An acknowledger whose server answers when the test calls `answer`. */
function given(signal?: AbortSignal) {
  const sent: string[] = [];
  const problems: unknown[] = [];
  const waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const acks = new Acknowledger({
    send: (cursor) => {
      sent.push(cursor);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    ...(signal && { signal }),
    onProblem: (error) => problems.push(error),
  });
  const answer = async (error?: unknown) => {
    const next = waiting.shift();
    if (error === undefined) next?.resolve();
    else next?.reject(error);
    await nextTick();
  };
  return { acks, sent, problems, answer };
}

const refusal = new ApiProblem({
  status: 422,
  code: 'VALIDATION_FAILED',
  detail: '',
  retryable: false,
});

describe('Acknowledger', () => {
  it('one acknowledgement is sent at a time, and of the waiting ones only the latest', async () => {
    const { acks, sent, answer } = given();
    for (const cursor of ['e-1', 'e-2', 'e-3']) acks.note(cursor);
    expect(sent).toEqual(['e-1']);
    await answer();
    expect(sent).toEqual(['e-1', 'e-3']);
    await answer();
    acks.note('e-4');
    expect(sent).toEqual(['e-1', 'e-3', 'e-4']);
  });

  it('a network error causes a retry, with the latest cursor', async () => {
    const { acks, sent, problems, answer } = given();
    acks.note('e-1');
    await answer(ApiProblem.unreachable(new TypeError('fetch failed')));
    acks.note('e-2');
    for (let tick = 0; sent.length < 2 && tick < 1e7; tick++) await nextTick();
    expect(sent).toEqual(['e-1', 'e-2']);
    expect(problems).toEqual([]);
  });

  it('a refused acknowledgement is reported and not retried', async () => {
    const { acks, sent, problems, answer } = given();
    acks.note('e-1');
    await answer(refusal);
    acks.note('e-2');
    expect(sent).toEqual(['e-1', 'e-2']);
    expect(problems).toEqual([refusal]);
  });

  it('an aborted signal ends all sending', async () => {
    const stop = new AbortController();
    const { acks, sent, answer } = given(stop.signal);
    acks.note('e-1');
    acks.note('e-2');
    stop.abort();
    await answer();
    acks.note('e-3');
    expect(sent).toEqual(['e-1']);
  });
});
