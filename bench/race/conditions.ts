/** The networks in which the ways race, in the order in which they run. */
export const conditionNames = ['clean', 'cuts', 'latency', 'buffering'] as const;
export type ConditionName = (typeof conditionNames)[number];

/** What the network between the clients and the servers does. */
export interface Condition {
  title: string;
  /** The delay of each byte in each direction, in milliseconds. */
  delayMs: number;
  /** The share of the open connections that is reset each second. */
  cutShare: number;
  /** Whether a proxy that holds answers back stands before the servers. */
  isBuffering: boolean;
}

export const conditions: Record<ConditionName, Condition> = {
  clean: { title: 'Loopback', delayMs: 0, cutShare: 0, isBuffering: false },
  cuts: {
    title: '5 % of the connections reset each second',
    delayMs: 0,
    cutShare: 0.05,
    isBuffering: false,
  },
  latency: {
    title: '200 ms from client to server and back',
    delayMs: 100,
    cutShare: 0,
    isBuffering: false,
  },
  buffering: {
    title: 'A proxy that holds back each answer until it has 4 KB or its end',
    delayMs: 0,
    cutShare: 0,
    isBuffering: true,
  },
};
