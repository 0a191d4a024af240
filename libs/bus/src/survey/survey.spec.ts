import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import type { Bus } from '../bus.js';
import { BusSubjects } from '../bus-subjects.js';
import { LocalBus } from '../local/local-bus.js';
import { MAX_MEMBERS } from './members.js';
import { Survey, type SurveyKind } from './survey.js';

interface Question {
  about: string;
}

interface Answer {
  text: string;
}

const KIND: SurveyKind<Question, Answer> = {
  name: 'test',
  question: z.object({ about: z.string() }),
  answer: z.object({ text: z.string() }),
};
const QUESTION = { about: 'ada' };
const expecting = (...processes: string[]) => ({
  members: { list: () => processes, note: (process: string) => noted.push(process) },
});
const ALL = expecting('a', 'b');

/** Reaches the other processes of a test, which are in the same process. */
const createBus = (): Bus =>
  Object.defineProperty<Bus>(new LocalBus(), 'isConnected', { value: true });

const subjects = new BusSubjects('nyc');
let bus: Bus;
let survey: Survey<Question, Answer>;
let noted: string[];
let warn: jest.Spied<Logger['warn']>;

beforeEach(() => {
  noted = [];
  bus = createBus();
  survey = new Survey(bus, subjects, KIND);
  warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

const answerAs = (process: string, text = process) =>
  survey.answer(process, ({ about }) => ({ text: `${text}, ${about}` }));

/** Answers each question of the survey with these bytes. */
function answerWith(...messages: (string | Buffer)[]): void {
  bus.join(subjects.survey('test'), (data) => {
    const { id } = JSON.parse(Buffer.from(data).toString()) as { id: string };
    for (const message of messages) bus.publish(subjects.surveyAnswers(id), Buffer.from(message));
  });
}

describe('a survey', () => {
  it('collects the answers of all processes', async () => {
    answerAs('a');
    answerAs('b');
    const answers = [{ text: 'a, ada' }, { text: 'b, ada' }];
    expect(await survey.ask(QUESTION, ALL)).toEqual({ answers, isComplete: true });
  });

  it('takes the answer of a process that was not known, and notes the process', async () => {
    answerAs('a');
    answerAs('new');
    const result = await survey.ask(QUESTION, expecting('a'));
    const answers = [{ text: 'a, ada' }, { text: 'new, ada' }];
    expect(result).toEqual({ answers, isComplete: true });
    expect(noted).toEqual(['a', 'new']);
  });

  it('says that it is not complete when an expected process does not answer', async () => {
    answerAs('a');
    const result = await survey.ask(QUESTION, ALL);
    expect(result).toEqual({ answers: [{ text: 'a, ada' }], isComplete: false });
  });

  it('ends with the first answer that is enough, although others are expected', async () => {
    answerAs('a');
    const isEnough = ({ text }: Answer) => text.startsWith('a');
    const result = await survey.ask(QUESTION, { ...ALL, isEnough });
    expect(result?.answers).toEqual([{ text: 'a, ada' }]);
  });

  it('returns no answer where no process answers, and none without a bus', async () => {
    const none = expecting();
    expect(await survey.ask(QUESTION, none)).toEqual({ answers: [], isComplete: true });
    expect(await new Survey(new LocalBus(), subjects, KIND).ask(QUESTION, none)).toBeUndefined();
  });

  it('takes one answer of a process, however often it comes', async () => {
    answerAs('a');
    answerAs('a', 'again');
    const result = await survey.ask(QUESTION, expecting('a'));
    expect(result).toEqual({ answers: [{ text: 'a, ada' }], isComplete: true });
  });

  it.each([
    'no JSON',
    'null',
    '{}',
    '{"id":"a.b","question":{"about":"ada"}}',
    '{"id":"a","question":null}',
    '{"id":"a","question":{"about":1}}',
  ])('leaves a question of another form unanswered: %s', (text) => {
    const answered: string[] = [];
    survey.answer('a', ({ about }) => {
      answered.push(about);
      return { text: 'a' };
    });
    bus.publish(subjects.survey('test'), Buffer.from(text));
    expect(answered).toEqual([]);
  });

  it.each([
    'no JSON',
    'null',
    '[]',
    '{"process":"b"}',
    '{"process":1,"answer":{"text":"b"}}',
    '{"process":"b","answer":{"text":1}}',
    '{"process":"b","answer":null}',
  ])('ignores an answer of another form with a warning: %s', async (text) => {
    answerAs('a');
    answerWith(text);
    const result = await survey.ask(QUESTION, expecting('a'));
    expect(result).toEqual({ answers: [{ text: 'a, ada' }], isComplete: false });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('drops the members of an answer that it does not know', async () => {
    answerWith('{"process":"b","answer":{"text":"b","token":"secret"},"more":1}');
    const result = await survey.ask(QUESTION, expecting('b'));
    expect(result).toEqual({ answers: [{ text: 'b' }], isComplete: true });
  });
});

describe('the bounds of a survey', () => {
  const answer = (process: string | number, text = '') =>
    JSON.stringify({ process: String(process), answer: { text } });

  it('keeps the answers of 200 processes, and says that there were more', async () => {
    answerWith(...Array.from({ length: MAX_MEMBERS + 1 }, (_, index) => answer(index)));
    const result = await survey.ask(QUESTION, expecting());
    expect(result?.answers).toHaveLength(MAX_MEMBERS);
    expect(result?.isComplete).toBe(false);
  });

  it('keeps answers of 4 MB together, and says that there were more', async () => {
    const long = 'x'.repeat(890_000);
    answerWith(...Array.from({ length: 5 }, (_, index) => answer(index, long)));
    const result = await survey.ask(QUESTION, expecting());
    expect(result?.answers).toHaveLength(4);
    expect(result?.isComplete).toBe(false);
  });

  it('an answer that is too long for a message is not sent', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    answerAs('a', 'x'.repeat(900_000));
    const result = await survey.ask(QUESTION, expecting('a'));
    expect(result).toEqual({ answers: [], isComplete: false });
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('refuses the seventeenth survey that is under way, and takes one when they have ended', async () => {
    const none = expecting();
    const underWay = Array.from({ length: 16 }, () => survey.ask(QUESTION, none));
    await expect(survey.ask(QUESTION, none)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    await Promise.all(underWay);
    expect(await survey.ask(QUESTION, none)).toBeDefined();
  });
});
