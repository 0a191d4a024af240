import { Logger } from '@nestjs/common';
import { DomainError } from '#platform';
import type { Bus, BusSubscription } from '../bus.js';
import { decodeRequests, encodeAnswers, type BusAnswer } from './question-codec.js';

/** Below the limit of an answer, which has some bytes more. */
const MAX_BYTES = 800_000;

const logger = new Logger('BusQuestions');

/** Answers the requests of one message, in order. An error in the place of a result is its own. */
export type ReadAnswers<Request, Result> = (
  requests: readonly Request[],
) => Promise<(Result | Error)[]>;

/** Answers the questions of `BusQuestions`, in turn with the other processes of the shard. */
export function answerQuestions<Request, Result>(
  bus: Bus,
  subject: string,
  read: ReadAnswers<Request, Result>,
): BusSubscription {
  return bus.answer(subject, 'api', async (data) => {
    const requests = decodeRequests<Request>(data);
    const results = await read(requests).catch((error: unknown) =>
      requests.map(() => error as Error),
    );
    return encodeAnswers(
      results.map((result) => encodeResult(result, subject)),
      MAX_BYTES,
    );
  });
}

function encodeResult(result: unknown, subject: string): string {
  const text = JSON.stringify(
    result instanceof Error ? toAnswer(result, subject) : { value: result },
  );
  if (text.length <= MAX_BYTES / 2) return text;
  return JSON.stringify(toAnswer(new Error(`A result of ${text.length} characters`), subject));
}

function toAnswer(error: Error, subject: string): BusAnswer<never> {
  if (error instanceof DomainError) {
    const { code, message, extension } = error;
    return { code, detail: message, extension };
  }
  logger.error(`A question of ${subject} could not be answered`, error);
  return {
    code: 'DATABASE_UNAVAILABLE',
    detail: 'The question could not be answered. Retry.',
    extension: {},
  };
}
