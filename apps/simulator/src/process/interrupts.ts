export interface DemoSignals {
  /** Ends the demand; rides under way finish, and the audit follows. */
  finish: AbortSignal;
  /** Ends the run without an audit and stops all processes. */
  interrupt: AbortController;
  /** Stops all processes without waiting for their clean end. */
  hurry: AbortSignal;
}

/**
 * Real milliseconds in which further SIGINTs count as the same Ctrl-C: a terminal sends one to npm
 * and to the demo, and npm passes its own on.
 */
const ONE_PRESS_MS = 400;

const FINISHING =
  'Finishing: no new requests, the rides under way end, then the audit. Ctrl-C again stops at once, without an audit.';
const STOPPING = 'Stopping at once: no audit.';

/** What the interrupts of a run ask for: first an orderly end, then the quickest one. */
export class Interrupts implements DemoSignals {
  readonly interrupt = new AbortController();
  private readonly finishing = new AbortController();
  private readonly hurrying = new AbortController();
  private lastPressMs = -Infinity;

  constructor(
    private readonly say: (text: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get finish(): AbortSignal {
    return this.finishing.signal;
  }

  get hurry(): AbortSignal {
    return this.hurrying.signal;
  }

  /** Listens to the signals of this process. A closed terminal and a supervisor end the run at once. */
  listen(): this {
    process.on('SIGINT', () => {
      this.press();
    });
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.stop();
      });
    }
    return this;
  }

  /** One SIGINT. */
  press(): void {
    const now = this.now();
    const isSamePress = now - this.lastPressMs < ONE_PRESS_MS;
    this.lastPressMs = now;
    if (isSamePress) return;
    if (this.finishing.signal.aborted) {
      this.stop();
      return;
    }
    this.say(FINISHING);
    this.finishing.abort();
  }

  private stop(): void {
    if (!this.interrupt.signal.aborted) this.say(STOPPING);
    this.finishing.abort();
    this.interrupt.abort();
    this.hurrying.abort();
  }
}
