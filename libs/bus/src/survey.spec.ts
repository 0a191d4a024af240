import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Bus } from './bus.js';
import { BusSubjects } from './bus-subjects.js';
import { LocalBus } from './local/local-bus.js';
import { Survey, type SurveyKind } from './survey.js';

interface Question {
  about: string;
}

interface Answer {
  process: string;
}

const KIND: SurveyKind<Question, Answer> = {
  name: 'test',
  isQuestion: ({ about }) => typeof about === 'string',
  isAnswer: ({ process }) => typeof process === 'string',
};

/** Reaches the other processes of a test, which are in the same process. */
const createBus = (): Bus =>
  Object.defineProperty<Bus>(new LocalBus(), 'isConnected', { value: true });

const subjects = new BusSubjects('nyc');
let bus: Bus;
let survey: Survey<Question, Answer>;

beforeEach(() => {
  bus = createBus();
  survey = new Survey(bus, subjects, KIND);
});

describe('a survey', () => {
  it('collects the answers of all processes', async () => {
    survey.answer(({ about }) => ({ process: `one, ${about}` }));
    survey.answer(({ about }) => ({ process: `other, ${about}` }));
    expect(await survey.ask({ about: 'ada' })).toEqual([
      { process: 'one, ada' },
      { process: 'other, ada' },
    ]);
  });

  it('has no answer where no process answers, and none without a bus', async () => {
    expect(await survey.ask({ about: 'ada' })).toEqual([]);
    expect(await new Survey(new LocalBus(), subjects, KIND).ask({ about: 'ada' })).toBeUndefined();
  });

  it.each([
    'no JSON',
    'null',
    '{}',
    '{"id":"a.b","question":{"about":"ada"}}',
    '{"id":"a","question":null}',
    '{"id":"a","question":{"about":1}}',
  ])('leaves a message of another form unanswered: %s', (text) => {
    const answered: string[] = [];
    survey.answer(({ about }) => {
      answered.push(about);
      return { process: 'one' };
    });
    bus.publish(subjects.survey('test'), Buffer.from(text));
    expect(answered).toEqual([]);
  });

  it('leaves out an answer of another form', async () => {
    const strange = new Survey<Question, { other: number }>(bus, subjects, {
      ...KIND,
      isAnswer: () => true,
    });
    strange.answer(() => ({ other: 1 }));
    survey.answer(() => ({ process: 'one' }));
    expect(await survey.ask({ about: 'ada' })).toEqual([{ process: 'one' }]);
  });
});
