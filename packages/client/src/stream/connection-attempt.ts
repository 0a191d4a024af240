import { Watchdog } from './watchdog.js';

/** One attempt to read the stream. Its signal aborts on a cut by the owner and on silence. */
export class ConnectionAttempt {
  /** The attempt was aborted because of silence. */
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

  /** Records a sign of life. */
  markAlive(): void {
    this.watchdog.reset();
    this.onAlive();
  }

  setSilenceLimit(silenceMs: number): void {
    this.watchdog.setLimit(silenceMs);
  }

  /** Checks the silence now, because browsers suspend timers of hidden pages. */
  checkSilence(): void {
    this.watchdog.check();
  }

  /** Ends the attempt. This also frees the socket of a response that was not read to its end. */
  end(): void {
    this.watchdog.stop();
    this.cut.removeEventListener('abort', this.abort);
    this.controller.abort();
  }

  /** The outcome of the work, or a rejection with the abort reason if the attempt ends before. */
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
