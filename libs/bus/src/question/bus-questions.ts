import { BatchLoader, DomainError } from '#platform';
import { BusError, type Bus } from '../bus.js';
import { HedgedAsker } from './hedged-asker.js';
import { decodeAnswers, encodeRequests, type BusAnswer } from './question-codec.js';

/** So that a message that got lost holds up no other. */
const OVERTAKING = { afterMs: 250, maxReads: 4 };

const AWAY = 'No process with the database answers. Retry.';

export interface BusQuestionsOptions {
  subject: string;
  /** The most requests in one message. */
  maxBatch: number;
  /** See `HedgedAsker`. Default: false */
  isCheap?: boolean;
}

/**
 * Asks the processes of a shard that have the database. Requests that come together share one
 * message (ADR 0013). A question only reads, so it may be repeated.
 */
export class BusQuestions<Request, Result> {
  private readonly loader: BatchLoader<Request, Result>;
  private readonly asker: HedgedAsker;

  constructor(bus: Bus, { subject, maxBatch, isCheap = false }: BusQuestionsOptions) {
    this.asker = new HedgedAsker(bus, { subject, isCheap });
    this.loader = new BatchLoader<Request, Result>(
      (requests) => this.askAll(requests),
      maxBatch,
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
    try {
      return decodeAnswers(await this.asker.ask(encodeRequests(requests)));
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      throw new DomainError('DATABASE_UNAVAILABLE', AWAY);
    }
  }
}

function toResult<Result>(answer: BusAnswer<Result>): Result | Error {
  if ('value' in answer) return answer.value;
  return new DomainError(answer.code, answer.detail, answer.extension);
}
