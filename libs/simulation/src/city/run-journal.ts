import type { TripStatus } from '#contracts';
import { ApiProblem } from '#client';
import type { ClientLog } from '../audit/client-log.js';

export type RiderPhase = 'waiting' | 'riding' | 'done';
export type DriverPhase = 'idle' | 'busy';

/** One trip according to its rider's stream. */
export interface RiderTripLog {
  tripId: string;
  lastStatus: TripStatus | undefined;
}

/** Counts and logs of a run, for the progress line and the report. */
export class RunJournal {
  readonly logs: ClientLog[] = [];
  readonly tripLogs: RiderTripLog[] = [];
  readonly riders: Record<RiderPhase, number> = { waiting: 0, riding: 0, done: 0 };
  readonly drivers: Record<DriverPhase, number> = { idle: 0, busy: 0 };
  /** Number of unexpected refusals by "operation: reason". */
  readonly problems = new Map<string, number>();
  /** Number of requests without a response by "operation: reason"; expected when servers are killed. */
  readonly unanswered = new Map<string, number>();
  events = 0;
  ephemerals = 0;
  reconnects = 0;

  /** @param expectsKills whether servers are killed, so that some responses will be missing */
  constructor(private readonly expectsKills: boolean) {}

  moveRider(from: RiderPhase | undefined, to: RiderPhase): void {
    if (from) this.riders[from] -= 1;
    this.riders[to] += 1;
  }

  moveDriver(from: DriverPhase | undefined, to: DriverPhase | undefined): void {
    if (from) this.drivers[from] -= 1;
    if (to) this.drivers[to] += 1;
  }

  noteProblem(what: string, error: unknown): void {
    const why = error instanceof ApiProblem ? `${error.status} ${error.message}` : String(error);
    const key = `${what}: ${why}`.slice(0, 300);
    const isUnanswered = error instanceof ApiProblem && error.status === 0;
    const kind = isUnanswered && this.expectsKills ? this.unanswered : this.problems;
    kind.set(key, (kind.get(key) ?? 0) + 1);
  }
}
