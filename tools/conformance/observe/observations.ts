import { setTimeout as delay } from 'node:timers/promises';
import { Bailout, ConnectionProblem, NoAnswer, NoStream } from '../http/connection-problem.js';
import { fetchHeaders, type Answer } from '../http/fetch-answer.js';
import { StreamConnection } from '../http/stream-connection.js';
import { withHeaders, type StreamTarget } from '../http/stream-target.js';
import type { KitOptions } from '../option/kit-options.js';
import { Resumptions, type Resumption } from './resumption.js';
import { historyOf, takeSample, type Sample } from './sample.js';
import { runStorm, type StormAnswer } from './storm.js';

/**
 * What the kit has seen of a server. Several checks judge the same observation, so each is made once,
 * when the first of them asks for it.
 */
export class Observations {
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly open = new Set<StreamConnection>();

  constructor(readonly options: KitOptions) {}

  /**
   * The answer to a client that has no cursor. Some servers send no headers before the first event,
   * so one is made to happen when the headers are late.
   *
   * @throws {Bailout} when the server can't be reached
   * @throws {NoStream} without an answer in time
   */
  opening(): Promise<StreamConnection> {
    return this.once('opening', async () => {
      const { target, trigger, delayMs } = this.options;
      const answered = new AbortController();
      const opened = this.connect(target)
        .catch(bailOut)
        .finally(() => {
          answered.abort();
        });
      const isLate = await Promise.race([
        delay(delayMs, true, { signal: answered.signal }).catch(() => false),
        opened.then(() => false),
      ]);
      if (isLate) await trigger?.();
      return opened;
    });
  }

  /** The answer to a client that accepts compressed bodies, as every browser does. */
  compressed(): Promise<Answer> {
    const { target, timeoutMs } = this.options;
    const accepting = withHeaders(target, {
      accept: 'text/event-stream',
      'accept-encoding': 'gzip, deflate, br, zstd',
    });
    return this.once('compressed', () => fetchHeaders(accepting, { timeoutMs }));
  }

  sample(): Promise<Sample> {
    return this.once('sample', async () => {
      const stream = await this.opening();
      const { direct } = this.options;
      if (stream.status !== 200) throw new NoStream(`the status was ${stream.status}`);
      const reference = direct ? await this.connect(direct).catch(bailOut) : stream;
      return takeSample({ stream, reference }, this.options);
    });
  }

  /** Reconnects after messages. Empty when the stream has no two events with ids. */
  resumptions(): Promise<Resumption[]> {
    return this.once('resumptions', async () => {
      const sample = await this.sample();
      return new Resumptions(sample, this.options).betweenMessages();
    });
  }

  absence(): Promise<Resumption | undefined> {
    return this.once('absence', async () =>
      new Resumptions(await this.sample(), this.options).afterAbsence(),
    );
  }

  cutMessage(): Promise<Resumption | undefined> {
    return this.once('cutMessage', async () =>
      new Resumptions(await this.sample(), this.options).inMessage(),
    );
  }

  /** Closes the streams of the observations before, because some servers count those of a user. */
  storm(): Promise<StormAnswer[]> {
    return this.once('storm', async () => {
      const lastEventId = historyOf(await this.sample()).at(-1)?.id;
      this.close();
      const { target, storm, timeoutMs } = this.options;
      return runStorm(target, { clients: storm, timeoutMs, lastEventId });
    });
  }

  close(): void {
    for (const stream of this.open) stream.close();
  }

  private async connect(target: StreamTarget): Promise<StreamConnection> {
    const stream = await StreamConnection.open(target, { timeoutMs: this.options.timeoutMs });
    this.open.add(stream);
    return stream;
  }

  private once<Result>(name: string, make: () => Promise<Result>): Promise<Result> {
    const known = this.made.get(name) as Promise<Result> | undefined;
    if (known) return known;
    const result = make();
    this.made.set(name, result);
    return result;
  }
}

function bailOut(error: unknown): never {
  if (error instanceof NoAnswer) throw new NoStream(error.message);
  if (!(error instanceof ConnectionProblem)) throw error;
  throw new Bailout(`The stream can't be opened: ${error.message}.`);
}
