import type { Machine } from '../report/machine.js';
import type { ConditionName } from './conditions.js';
import type { Way } from './ways.js';

/** What one way took and gave in one network. All figures are for all of its clients, unless said. */
export interface WayFigures {
  way: Way;
  /** Events that had arrived before the healing, and those that had committed. */
  arrived: number;
  committed: number;
  /** Events that arrived only by the healing, and those that no client has after it. */
  missed: number;
  missedAfterHealing: number;
  /** Events that came again although the client had them, on the wire. */
  repeated: number;
  /** Events that committed while their client had no connection; its cursor brought them. */
  replayed: number;
  /** Connections that the clients have opened after the beginning. */
  connections: number;
  requests: number;
  /** Bytes of TCP payload, TLS included. */
  bytesUp: number;
  bytesDown: number;
  /** From the answer to COMMIT to the arrival at the client, in milliseconds. */
  latencyP50: number;
  latencyP99: number;
  /** Milliseconds of CPU for each client and minute, beyond a server without clients. */
  serverCpu: number;
  clientCpu: number;
}

export interface MemoryFigures {
  way: Way;
  /** Resident bytes for each open client, beyond the process without clients. */
  server: number;
  client: number;
}

export interface RaceRun {
  condition: ConditionName;
  /** Seconds from the first event to the end of the wait for the last one. */
  seconds: number;
  figures: WayFigures[];
}

export interface RaceReport {
  machine: Machine;
  rides: number;
  memory: MemoryFigures[];
  runs: RaceRun[];
}

/** Whether every client has each event of its ride once after the healing. */
export const isComplete = ({ runs }: RaceReport): boolean =>
  runs.every(({ figures }) => figures.every(({ missedAfterHealing }) => missedAfterHealing === 0));
