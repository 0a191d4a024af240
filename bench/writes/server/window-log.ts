import { Metrics } from '#platform';

/** One matching window, from the begin of its reads to the commit of its last offers. */
export interface MatchedWindow {
  /** Trips that waited for an offer. */
  trips: number;
  seconds: number;
  /** The decision alone, without the database. */
  solveSeconds: number;
}

/** Notes each matching window of this process, by the calls of the engine to its metrics. */
export class WindowLog {
  private windows: MatchedWindow[] = [];
  private current: MatchedWindow = { trips: 0, seconds: 0, solveSeconds: 0 };

  constructor({ matchSeconds, matchSolveSeconds, matchBatchSize }: Metrics) {
    noteTimes(matchSeconds, (seconds) => {
      this.windows.push({ ...this.current, seconds });
      this.current = { trips: 0, seconds: 0, solveSeconds: 0 };
    });
    noteTimes(matchSolveSeconds, (seconds) => {
      this.current.solveSeconds = seconds;
    });
    const observe = matchBatchSize.observe.bind(matchBatchSize) as (trips: number) => void;
    Object.assign(matchBatchSize, {
      observe: (trips: number) => {
        this.current.trips = trips;
        observe(trips);
      },
    });
  }

  /** @returns the windows with trips since the last call */
  take(): MatchedWindow[] {
    const windows = this.windows.filter(({ trips }) => trips > 0);
    this.windows = [];
    return windows;
  }
}

interface Timed {
  startTimer(): () => number;
}

function noteTimes(histogram: Timed, note: (seconds: number) => void): void {
  const start = histogram.startTimer.bind(histogram);
  Object.assign(histogram, {
    startTimer: () => {
      const stop = start();
      return () => {
        const seconds = stop();
        note(seconds);
        return seconds;
      };
    },
  });
}
