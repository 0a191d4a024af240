import { setTimeout as delay } from 'node:timers/promises';
import { BatchLoader, DomainError } from '#platform';
import { BusError, type Bus } from '../bus.js';
import { decodeAnswers, encodeRequests, type BusAnswer } from './question-codec.js';

/**
 * Milliseconds after which a question without an answer is sent once more, while the attempts before
 * it stay open: NATS may have given them to a process that is stuck or behind a node that hangs.
 * Hedged requests: Dean and Barroso, The Tail at Scale, CACM 56(2), 2013. Each one waits longer, so
 * that processes with too much work don't get four times of it.
 */
const HEDGES_MS = [250, 500, 1_000];
/** Milliseconds for all attempts together. */
const PATIENCE_MS = 3_000;
/** Milliseconds. An attempt that fails at once found no process that answers. */
const RETRY_DELAY_MS = 100;
/** So that a message that got lost holds up no other. */
const OVERTAKING = { afterMs: 250, maxReads: 4 };

const AWAY = 'No process with the database answers. Retry.';

export interface BusQuestionsOptions {
  subject: string;
  /** The most requests in one message. */
  maxBatch: number;
}

/**
 * Asks the processes of a shard that have the database. Requests that come together share one
 * message (ADR 0013). A question only reads, so it may be repeated.
 */
export class BusQuestions<Request, Result> {
  private readonly loader: BatchLoader<Request, Result>;

  constructor(
    private readonly bus: Bus,
    private readonly options: BusQuestionsOptions,
  ) {
    this.loader = new BatchLoader<Request, Result>(
      (requests) => this.askAll(requests),
      options.maxBatch,
      undefined,
      OVERTAKING,
    );
  }

  /**
   * @throws DomainError as the process that answers, with its code, sentence and members;
   *   DATABASE_UNAVAILABLE when no process answers
   */
  ask(request: Request): Promise<Result> {
    return this.loader.load(request);
  }

  /** An answer may be for the first requests only, so that it stays below the limit of a message. */
  private async askAll(requests: readonly Request[]): Promise<(Result | Error)[]> {
    const results: (Result | Error)[] = [];
    while (results.length < requests.length) {
      const answers = await this.askOnce(requests.slice(results.length));
      if (answers.length === 0) throw new DomainError('DATABASE_UNAVAILABLE', AWAY);
      results.push(...answers.map(toResult));
    }
    return results;
  }

  private async askOnce(requests: readonly Request[]): Promise<BusAnswer<Result>[]> {
    const data = encodeRequests(requests);
    const begin = performance.now();
    const attempts: Promise<Uint8Array>[] = [];
    for (const hedge of [...HEDGES_MS, PATIENCE_MS]) {
      attempts.push(
        this.bus.ask(this.options.subject, data, begin + PATIENCE_MS - performance.now()),
      );
      const answer = await firstWithin(hedge, attempts);
      if (answer) return decodeAnswers(answer);
    }
    throw new DomainError('DATABASE_UNAVAILABLE', AWAY);
  }
}

/**
 * @returns the first answer; undefined when there is none after `milliseconds`, or when all attempts
 *   have failed
 * @throws an error that is not of the bus
 */
async function firstWithin(
  milliseconds: number,
  attempts: readonly Promise<Uint8Array>[],
): Promise<Uint8Array | undefined> {
  const waiting = new AbortController();
  const answered = Promise.any(attempts).catch(async (failed: unknown) => {
    const { errors } = failed as AggregateError;
    const fault = errors.find((error) => !(error instanceof BusError)) as Error | undefined;
    if (fault) throw fault;
    await delay(RETRY_DELAY_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
    return undefined;
  });
  const late = delay(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined);
  try {
    return await Promise.race([answered, late]);
  } finally {
    waiting.abort();
    // An attempt that fails later has nobody who waits for it.
    answered.catch(() => undefined);
  }
}

function toResult<Result>(answer: BusAnswer<Result>): Result | Error {
  if ('value' in answer) return answer.value;
  return new DomainError(answer.code, answer.detail, answer.extension);
}
