import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BusError, type Bus, type BusSubscription } from './bus.js';
import type { BusSubjects } from './bus-subjects.js';

/** Milliseconds. How many processes there are is not known, so the answers end with a pause. */
const PAUSE_MS = 250;
const LIMIT_MS = 2_000;
/** Answers that are kept. A shard has fewer processes. */
const MAX_ANSWERS = 200;
const ID = /^[\w-]{1,64}$/;

/** What a survey asks, and how its messages are told from others, such as those of another version. */
export interface SurveyKind<Question, Answer> {
  /** Letters, digits and hyphens. */
  name: string;
  isQuestion(value: Partial<Question>): boolean;
  isAnswer(value: Partial<Answer>): boolean;
}

/**
 * A question to all processes of a shard. It is for operators: it costs some milliseconds of each
 * process, and answers only after a pause. An answer must stay below the limit of a message, 900 KB.
 */
export class Survey<Question extends object, Answer extends object> {
  private readonly asked: string;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly kind: SurveyKind<Question, Answer>,
  ) {
    this.asked = subjects.survey(kind.name);
  }

  /** Asks, also this process where it answers. @returns undefined without a bus */
  async ask(question: Question): Promise<Answer[] | undefined> {
    if (!this.bus.isConnected) return undefined;
    const id = randomUUID();
    const answers: Answer[] = [];
    let latestAt = performance.now();
    const subscription = this.bus.join(this.subjects.surveyAnswers(id), (data) => {
      const answer = parse<Answer>(data);
      if (!answer || !this.kind.isAnswer(answer) || answers.length >= MAX_ANSWERS) return;
      answers.push(answer as Answer);
      latestAt = performance.now();
    });
    try {
      await this.bus.flush();
      this.bus.publish(this.asked, encode({ id, question }));
      const askedAt = performance.now();
      latestAt = askedAt;
      while (performance.now() - latestAt < PAUSE_MS && performance.now() - askedAt < LIMIT_MS) {
        await delay(PAUSE_MS / 5);
      }
      return answers;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      return undefined;
    } finally {
      subscription.unsubscribe();
    }
  }

  /** Answers the questions of all processes. It must return at once: it runs while messages are read. */
  answer(answerer: (question: Question) => Answer): BusSubscription {
    return this.bus.join(this.asked, (data) => {
      const asked = parse<{ id: string; question: Question }>(data);
      if (typeof asked?.id !== 'string' || !ID.test(asked.id)) return;
      const { id, question } = asked;
      if (typeof question !== 'object' || question === null) return;
      if (!this.kind.isQuestion(question)) return;
      this.bus.publish(this.subjects.surveyAnswers(id), encode(answerer(question)));
    });
  }
}

const encode = (message: object): Uint8Array => Buffer.from(JSON.stringify(message));

function parse<T extends object>(data: Uint8Array): Partial<T> | undefined {
  try {
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
