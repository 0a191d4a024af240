/** How long and how often the benchmark measures. */
export interface Schedule {
  seconds: number;
  rounds: number;
  /** All streams are closed before each round, and the last round's streams stay open. */
  openingRounds: number;
  /** Longer than the heartbeat interval, so that each round contains the burst of heartbeats. */
  latencySeconds: number;
  latencyRounds: number;
  latencyPerSecond: number;
  commit: { writers: number; perSecond: number; streams: number; seconds: number };
  writers: { writers: number; seconds: number };
  reconnect: { clients: number; missed: number };
}

export const fullSchedule: Schedule = {
  seconds: 3,
  rounds: 5,
  openingRounds: 5,
  latencySeconds: 5.5,
  latencyRounds: 5,
  latencyPerSecond: 10_000,
  commit: { writers: 8, perSecond: 500, streams: 1000, seconds: 10 },
  writers: { writers: 16, seconds: 30 },
  reconnect: { clients: 5000, missed: 20 },
};

export const quickSchedule: Schedule = {
  ...fullSchedule,
  seconds: 1,
  rounds: 1,
  openingRounds: 1,
  latencySeconds: 1.5,
  latencyRounds: 1,
  commit: { ...fullSchedule.commit, seconds: 3 },
  writers: { writers: 16, seconds: 5 },
  reconnect: { clients: 1000, missed: 20 },
};
