import type { ZodType } from 'zod';
import { decodeJson } from '../json-message.js';
import { MAX_MEMBERS, type Members } from './members.js';

/** Bytes of all answers to one survey. */
const MAX_BYTES = 4_000_000;

export interface SurveyOptions<Answer> {
  /** These are waited for, up to two seconds; those that answer are noted. */
  members: Pick<Members, 'list' | 'note'>;
  /** Whether no other answer is needed after this one. Default: all are needed. */
  isEnough?: (answer: Answer) => boolean;
}

/** What the processes of a shard have answered. */
export interface SurveyResult<Answer> {
  /** One of each process. */
  answers: Answer[];
  /**
   * False when an expected process has not answered in time, or when answers were left out: beyond
   * 200 processes or 4 MB, or of another form.
   */
  isComplete: boolean;
}

interface SentAnswer {
  process: string;
  answer: unknown;
}

/** The answers to one survey, as they arrive. */
export class SurveyAnswers<Answer extends object> {
  private readonly missing: Set<string>;
  private readonly byProcess = new Map<string, Answer>();
  private bytes = 0;
  private leftOut = 0;
  /** Answers that could not be read. */
  malformed = 0;
  /** By the monotonic clock. */
  latestAt = -Infinity;
  /** Whether no other answer is needed. */
  areEnough = false;

  constructor(
    private readonly schema: ZodType<Answer>,
    private readonly options: Required<SurveyOptions<Answer>>,
  ) {
    this.missing = new Set(options.members.list());
  }

  /** Whether every expected process has answered. */
  get areComplete(): boolean {
    return this.missing.size === 0;
  }

  get result(): SurveyResult<Answer> {
    const isComplete = this.areComplete && this.leftOut + this.malformed === 0;
    return { answers: [...this.byProcess.values()], isComplete };
  }

  take(data: Uint8Array): void {
    const isFull = this.bytes + data.length > MAX_BYTES || this.byProcess.size >= MAX_MEMBERS;
    if (isFull) {
      this.leftOut += 1;
      return;
    }
    this.bytes += data.length;
    const sent = decodeJson<SentAnswer>(data, ({ process }) => typeof process === 'string');
    const { success, data: answer } = this.schema.safeParse(sent?.answer);
    if (!sent || !success) {
      this.malformed += 1;
      return;
    }
    // The first answer counts: NATS may repeat one.
    if (this.byProcess.has(sent.process)) return;
    this.byProcess.set(sent.process, answer);
    this.missing.delete(sent.process);
    this.options.members.note(sent.process);
    this.latestAt = performance.now();
    this.areEnough ||= this.options.isEnough(answer);
  }
}
