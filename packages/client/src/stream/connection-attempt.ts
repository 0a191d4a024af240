import { onAbort } from '../http/on-abort.js';
import { raceWith } from '../http/request-limit.js';
import { Watchdog } from './watchdog.js';

/** One attempt to read the stream. Its signal aborts on a cut by the owner and on silence. */
export class ConnectionAttempt {
  /** The attempt was aborted because of silence. */
  isSilent = false;
  readonly #controller = new AbortController();
  readonly #watchdog: Watchdog;
  readonly #release: () => void;

  constructor(
    cut: AbortSignal,
    staleAfterMs: number,
    private readonly onAlive: () => void,
  ) {
    this.#watchdog = new Watchdog(staleAfterMs, () => {
      this.isSilent = true;
      this.#controller.abort(new Error(`silent for ${staleAfterMs} ms`));
    });
    this.#release = onAbort(cut, () => {
      this.#controller.abort(cut.reason);
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Records a sign of life. */
  markAlive(): void {
    this.#watchdog.reset();
    this.onAlive();
  }

  setSilenceLimit(silenceMs: number): void {
    this.#watchdog.setLimit(silenceMs);
  }

  /** Checks the silence now, because browsers suspend timers of hidden pages. @returns whether it cut */
  checkSilence(): boolean {
    return this.#watchdog.check();
  }

  /** Ends the attempt. This also frees the socket of a response that was not read to its end. */
  end(): void {
    this.#watchdog.stop();
    this.#release();
    this.#controller.abort();
  }

  /** The outcome of the work, or a rejection with the abort reason if the attempt ends before. */
  race<T>(work: Promise<T>): Promise<T> {
    return raceWith(this.signal, work);
  }
}
