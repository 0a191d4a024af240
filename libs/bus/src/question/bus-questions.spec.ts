import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DomainError } from '#platform';
import { LocalBus } from '../local/local-bus.js';
import { answerQuestions, type ReadAnswers } from './answer-questions.js';
import { BusQuestions } from './bus-questions.js';

const SUBJECT = 'q.nyc.page';

function createPair<Result>(read: ReadAnswers<number, Result>) {
  const bus = new LocalBus();
  const batches: number[] = [];
  answerQuestions<number, Result>(bus, SUBJECT, (requests) => {
    batches.push(requests.length);
    return read(requests);
  });
  const questions = new BusQuestions<number, Result>(bus, { subject: SUBJECT, maxBatch: 64 });
  return { questions, batches };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('questions over the bus', () => {
  it('requests that come together share a message, and each gets its own result', async () => {
    const { questions, batches } = createPair((numbers) =>
      Promise.resolve(numbers.map((number) => ({ double: number * 2 }))),
    );
    const results = await Promise.all(range(50).map((number) => questions.ask(number)));
    expect(results).toEqual(range(50).map((number) => ({ double: number * 2 })));
    expect(batches).toEqual([50]);
  });

  it('an error of one request is its own, and keeps its code, sentence and members', async () => {
    const { questions } = createPair((numbers) =>
      Promise.resolve(
        numbers.map((number) =>
          number === 1 ? new DomainError('NOT_FOUND', 'Not yours.', { tripId: '7' }) : number,
        ),
      ),
    );
    const [good, bad] = await Promise.allSettled([questions.ask(0), questions.ask(1)]);
    expect(good).toEqual({ status: 'fulfilled', value: 0 });
    expect(bad).toMatchObject({
      reason: { code: 'NOT_FOUND', message: 'Not yours.', extension: { tripId: '7' } },
    });
  });

  it('an error without a code tells the asker to retry, and no more', async () => {
    Logger.overrideLogger(false);
    const { questions } = createPair(() => Promise.reject(new Error('a secret of the server')));
    await expect(questions.ask(1)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('results that do not fit in one answer come in several', async () => {
    const { questions, batches } = createPair((numbers) =>
      Promise.resolve(numbers.map((number) => `${number} ${'x'.repeat(300_000)}`)),
    );
    const results = await Promise.all(range(7).map((number) => questions.ask(number)));
    expect(results.map((text) => text.split(' ')[0])).toEqual(range(7).map(String));
    expect(batches).toEqual([7, 5, 3, 1]);
  });

  it('a result that fits in no answer is an error of its request alone', async () => {
    Logger.overrideLogger(false);
    const { questions } = createPair((numbers) =>
      Promise.resolve(numbers.map((number) => 'x'.repeat(number))),
    );
    const [small, large] = await Promise.allSettled([questions.ask(1), questions.ask(2_000_000)]);
    expect(small.status).toBe('fulfilled');
    expect(large).toMatchObject({ reason: { code: 'DATABASE_UNAVAILABLE' } });
  });

  it('says that no process answers, after it has asked again', async () => {
    const bus = new LocalBus();
    const questions = new BusQuestions<number, number>(bus, { subject: SUBJECT, maxBatch: 64 });
    await expect(questions.ask(1)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
