import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ZodType } from 'zod';
import { DomainError } from '#platform';
import { BusError, type Bus, type BusSubscription } from '../bus.js';
import type { BusSubjects } from '../bus-subjects.js';
import { decodeJson, encodeJson } from '../json-message.js';
import { SurveyAnswers, type SurveyOptions, type SurveyResult } from './survey-answers.js';

/** Milliseconds. Processes that are not known yet may answer as well, so answers end with a pause. */
const PAUSE_MS = 250;
const LIMIT_MS = 2_000;
const STEP_MS = 25;
/** Surveys that one process has under way, each of which may hold the bytes of its answers. */
const MAX_UNDER_WAY = 16;
/** Below the limit of a message of NATS, 1 MB. */
const MAX_MESSAGE_BYTES = 900_000;
const ID = /^[\w-]{1,64}$/;

/**
 * What a survey asks. Questions and answers come from other processes, perhaps of another version:
 * what has another form is left out.
 */
export interface SurveyKind<Question extends object, Answer extends object> {
  /** Letters, digits and hyphens. */
  name: string;
  question: ZodType<Question>;
  answer: ZodType<Answer>;
}

interface SurveyQuestion {
  id: string;
  question: unknown;
}

/**
 * A question to all processes of a shard. It is for operators: it costs each process some
 * milliseconds, and the answers come after a pause.
 */
export class Survey<Question extends object, Answer extends object> {
  private readonly logger = new Logger('Survey');
  private readonly asked: string;
  private underWay = 0;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly kind: SurveyKind<Question, Answer>,
  ) {
    this.asked = subjects.survey(kind.name);
  }

  /**
   * Asks all processes, this one included if it answers.
   *
   * @returns undefined without a bus
   * @throws DomainError TOO_MANY_REQUESTS while 16 of these surveys are under way
   */
  async ask(
    question: Question,
    { members, isEnough = () => false }: SurveyOptions<Answer>,
  ): Promise<SurveyResult<Answer> | undefined> {
    if (!this.bus.isConnected) return undefined;
    if (this.underWay >= MAX_UNDER_WAY) {
      throw new DomainError('TOO_MANY_REQUESTS', 'Too many such requests are under way. Retry.');
    }
    this.underWay += 1;
    const id = randomUUID();
    const answers = new SurveyAnswers(this.kind.answer, { members, isEnough });
    const subscription = this.bus.join(this.subjects.surveyAnswers(id), (data) => {
      answers.take(data);
    });
    try {
      await this.bus.flush();
      this.bus.publish(this.asked, encodeJson({ id, question }));
      await waitFor(answers);
      this.warnOf(answers);
      return answers.result;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      return undefined;
    } finally {
      subscription.unsubscribe();
      this.underWay -= 1;
    }
  }

  /**
   * Answers the questions of all processes.
   *
   * @param process names this one among the members; see `LifeSign`
   * @param answerer must return at once: it runs while messages are read
   */
  answer(process: string, answerer: (question: Question) => Answer): BusSubscription {
    return this.bus.join(this.asked, (data) => {
      const asked = decodeJson<SurveyQuestion>(
        data,
        ({ id }) => typeof id === 'string' && ID.test(id),
      );
      const { success, data: question } = this.kind.question.safeParse(asked?.question);
      if (!asked || !success) return;
      const message = encodeJson({ process, answer: answerer(question) });
      if (message.length <= MAX_MESSAGE_BYTES) {
        this.bus.publish(this.subjects.surveyAnswers(asked.id), message);
        return;
      }
      this.logger.error(
        `An answer to the survey ${this.kind.name} was not sent: it has ${message.length} bytes.`,
      );
    });
  }

  private warnOf({ malformed }: SurveyAnswers<Answer>): void {
    if (malformed === 0) return;
    this.logger.warn(
      `${malformed} answers to the survey ${this.kind.name} were ignored: their form is unknown.`,
    );
  }
}

async function waitFor<Answer extends object>(answers: SurveyAnswers<Answer>): Promise<void> {
  const askedAt = performance.now();
  while (!answers.areEnough && performance.now() - askedAt < LIMIT_MS) {
    const quietSince = Math.max(answers.latestAt, askedAt);
    if (answers.areComplete && performance.now() - quietSince >= PAUSE_MS) return;
    await delay(STEP_MS);
  }
}
