import type { Observable } from 'rxjs';

/**
 * Takes the bytes of a message. It must return at once: it runs while the connection is read.
 *
 * @param traceparent the span that has sent it, if it is traced
 */
export type BusListener = (data: Uint8Array, traceparent?: string) => void;

/** Answers a question. Its error reaches the asker as a `BusError`. */
export type BusAnswerer = (data: Uint8Array) => Promise<Uint8Array>;

/** A subscription of the bus. */
export interface BusSubscription {
  unsubscribe(): void;
}

/** Why messages may be lost: the connection was made anew, or the server dropped messages. */
export type BusBreak = 'reconnected' | 'slow_consumer';

/** A question has no answer, or the bus is away. */
export class BusError extends Error {
  override readonly name = 'BusError';
}

/**
 * Carries messages between the processes of a system. A message is a hint (ADR 0003): it may be
 * lost, repeated or overtaken, and the bus stores no message. Readers heal from the history in Postgres.
 */
export abstract class Bus {
  /** Emits when messages to this process may have been lost. */
  abstract readonly breaks$: Observable<BusBreak>;

  /** Whether other processes can be reached. */
  abstract readonly isConnected: boolean;

  /**
   * Sends a message to every process that has joined the subject. It is lost while the bus is away.
   *
   * @param traceparent travels as a header, which a process of an earlier release ignores
   */
  abstract publish(subject: string, data?: Uint8Array, traceparent?: string): void;

  /**
   * Gets the messages of a subject, from the moment at which a `flush` that begins afterwards has
   * ended. Other nodes of a cluster learn of it later: see `Fence`.
   */
  abstract join(subject: string, listener: BusListener): BusSubscription;

  /**
   * Resolves when the server has got all that this process has sent so far.
   *
   * @throws BusError after two seconds, or when the connection is lost: messages may be lost then
   */
  abstract flush(): Promise<void>;

  /**
   * Asks one of the processes that answer the subject.
   *
   * @throws BusError without an answer in time, or with the text of the answerer's error
   */
  abstract ask(subject: string, data?: Uint8Array, timeoutMs?: number): Promise<Uint8Array>;

  /** Answers the questions of a subject, in turn with the other processes of the same `group`. */
  abstract answer(subject: string, group: string, answerer: BusAnswerer): BusSubscription;
}
