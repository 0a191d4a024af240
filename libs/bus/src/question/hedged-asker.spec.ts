import { describe, expect, it } from '@jest/globals';
import { until } from '#testing';
import { BusError, type Bus } from '../bus.js';
import { HedgedAsker } from './hedged-asker.js';

interface Asked {
  question: string;
  /** Milliseconds of the monotonic clock. */
  at: number;
  answer: (text: string) => void;
}

/** A bus whose questions wait until a test answers them. */
function createAsker({ isCheap = true } = {}) {
  const asked: Asked[] = [];
  const bus: Pick<Bus, 'ask'> = {
    ask: (_, data) =>
      new Promise((resolve) => {
        const question = Buffer.from(data!).toString();
        const at = performance.now();
        asked.push({ question, at, answer: (text) => resolve(Buffer.from(text)) });
      }),
  };
  const asker = new HedgedAsker(bus as Bus, { subject: 'q.nyc.page', isCheap });
  const ask = async (question: string) =>
    Buffer.from(await asker.ask(Buffer.from(question))).toString();
  const timesAsked = (question: string) => asked.filter((one) => one.question === question).length;
  return { asked, ask, timesAsked };
}

describe('a question to the processes of a shard', () => {
  it('the question goes to a second process when the first one is stuck, and the first answer counts', async () => {
    const { asked, ask, timesAsked } = createAsker();
    const answer = ask('a');
    await until('it was asked again', () => timesAsked('a') === 2);
    asked[1]!.answer('of the second');
    await expect(answer).resolves.toBe('of the second');
  });

  it('a slow process still counts when another one was asked meanwhile', async () => {
    const { asked, ask, timesAsked } = createAsker();
    const answer = ask('a');
    await until('it was asked again', () => timesAsked('a') === 2);
    asked[0]!.answer('of the first');
    await expect(answer).resolves.toBe('of the first');
  });

  it('a lost question is sent again each quarter of a second when later ones are answered', async () => {
    const { asked, ask, timesAsked } = createAsker();
    const lost = ask('lost');
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await until(`attempt ${attempt} of the lost question`, () => timesAsked('lost') === attempt);
      const later = ask(`later ${attempt}`);
      asked.at(-1)!.answer('fine');
      await later;
    }
    asked.findLast(({ question }) => question === 'lost')!.answer('at last');
    await expect(lost).resolves.toBe('at last');
  });

  it('a question is asked four times at most in three seconds when none is answered', async () => {
    const { ask, timesAsked } = createAsker();
    await expect(ask('a')).rejects.toThrow(BusError);
    expect(timesAsked('a')).toBeLessThanOrEqual(4);
  });

  it('a question that costs much is asked once a second, also when later ones are answered', async () => {
    const { asked, ask, timesAsked } = createAsker({ isCheap: false });
    const slow = ask('slow');
    await until('it is asked again', async () => {
      const later = ask('later');
      asked.at(-1)!.answer('fine');
      await later;
      return timesAsked('slow') > 1;
    });
    const waits = asked.filter(({ question }) => question === 'slow').map(({ at }) => at);
    expect(waits[1]! - waits[0]!).toBeGreaterThan(900);
    asked[0]!.answer('at last');
    await expect(slow).resolves.toBe('at last');
  });

  it('the question fails soon when no process listens', async () => {
    let attempts = 0;
    const bus: Pick<Bus, 'ask'> = {
      ask: () => {
        attempts += 1;
        return Promise.reject(new BusError('no responders'));
      },
    };
    const asker = new HedgedAsker(bus as Bus, { subject: 'q.nyc.page', isCheap: true });
    await expect(asker.ask(Buffer.from('a'))).rejects.toThrow('No process answers q.nyc.page.');
    expect(attempts).toBe(3);
  });

  it('an error that is not of the bus is thrown', async () => {
    const bus: Pick<Bus, 'ask'> = { ask: () => Promise.reject(new TypeError('a fault')) };
    const asker = new HedgedAsker(bus as Bus, { subject: 'q.nyc.page', isCheap: true });
    await expect(asker.ask(Buffer.from('a'))).rejects.toThrow(TypeError);
  });
});
