import { Watchdog } from './watchdog.js';

/** One attempt to read: it ends when its owner cuts it, by silence, or by itself. */
export class ConnectionAttempt {
  /** It was given up because nothing came. */
  isSilent = false;
  private readonly controller = new AbortController();
  private readonly watchdog: Watchdog;
  private readonly abort = (): void => {
    this.controller.abort(this.cut.reason);
  };

  constructor(
    private readonly cut: AbortSignal,
    staleAfterMs: number,
    private readonly onAlive: () => void,
  ) {
    this.watchdog = new Watchdog(staleAfterMs, () => {
      this.isSilent = true;
      this.controller.abort(new Error(`silent for ${staleAfterMs} ms`));
    });
    if (cut.aborted) this.abort();
    else cut.addEventListener('abort', this.abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** A sign of life. */
  markAlive(): void {
    this.watchdog.reset();
    this.onAlive();
  }

  setSilenceLimit(silenceMs: number): void {
    this.watchdog.setLimit(silenceMs);
  }

  /** Timers sleep in hidden pages: has it been silent for too long meanwhile? */
  checkSilence(): void {
    this.watchdog.check();
  }

  /** Also frees the socket of a response that wasn't read to its end. */
  end(): void {
    this.watchdog.stop();
    this.cut.removeEventListener('abort', this.abort);
    this.controller.abort();
  }

  /** The outcome of this work, unless the attempt ends before. */
  async race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    let stop: () => void = () => undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      stop = () => {
        reject(toError(signal.reason));
      };
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));
