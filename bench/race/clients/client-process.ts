import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { processFigures } from '../../streams/process/process-figures.js';
import { serveCalls } from '../../streams/process/serve-calls.js';
import { EVENTS_PER_RIDE } from '../rides/ride-plan.js';
import { pollSeconds, type Way } from '../ways.js';
import { PollReader } from './poll-reader.js';
import { RaceClient, type ClientFigures } from './race-client.js';
import { SocketReader } from './socket-reader.js';
import { SseHttp1Reader } from './sse-http1-reader.js';
import { SseHttp2Reader } from './sse-http2-reader.js';
import type { StreamReader } from './stream-reader.js';

export interface ClientPlan {
  way: Way;
  /** The port of the network. */
  port: number;
  /** The certificate of the servers. */
  ca: string;
  /** A token for each client. */
  tokens: string[];
}

/** The calls of the process with the clients of one way. */
export interface ClientCalls {
  /** Opens the clients, and waits until each has its snapshot. */
  open(plan: ClientPlan): Promise<void>;
  /** Begins to count anew. */
  reset(_: null): void;
  /** The number of events that have arrived. */
  arrived(_: null): number;
  /** What the clients have received so far. */
  figures(_: null): ClientFigures[];
  /** Ends all connections. */
  close(_: null): Promise<void>;
  /** Lets each client that misses events of its ride ask for them, by polls with its cursor. */
  heal(_: null): Promise<void>;
  memory(_: null): Promise<number>;
  cpuMicros(_: null): number;
}

/** The wait before a client reconnects: that of the stream's `retry`, with its jitter. */
const RETRY_MS = 1000;
/** How long the connections may take to end. */
const CLOSE_LIMIT_MS = 10_000;
/** Handshakes at the same time: a dropped SYN costs a second. */
const OPENING_CONCURRENCY = 50;

let plan: ClientPlan | undefined;
let clients: RaceClient[] = [];
let ending = new AbortController();
let running: Promise<void>[] = [];

const requirePlan = (): ClientPlan => {
  if (!plan) throw new Error('No client is open.');
  return plan;
};

function createReader({ way, ca }: ClientPlan): StreamReader {
  if (way === 'sse-http1') return new SseHttp1Reader(ca);
  if (way === 'sse-http2') return new SseHttp2Reader(ca);
  if (way === 'websocket') return new SocketReader(ca);
  return new PollReader(ca, pollSeconds[way]);
}

/** Reads until the end of the race, and reconnects after each loss. */
async function run(client: RaceClient, reader: StreamReader, signal: AbortSignal): Promise<void> {
  const pause = (): Promise<void> =>
    delay(RETRY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    await reader
      .read(client, signal)
      .catch(() => undefined)
      .then(pause);
  }
  reader.close();
}

async function open(next: ClientPlan): Promise<void> {
  plan = next;
  ending = new AbortController();
  // Each client has a few listeners for the end.
  setMaxListeners(0, ending.signal);
  clients = next.tokens.map((token) => new RaceClient(next.port, token));
  running = [];
  for (let begin = 0; begin < clients.length; begin += OPENING_CONCURRENCY) {
    const some = clients.slice(begin, begin + OPENING_CONCURRENCY);
    for (const client of some) running.push(run(client, createReader(next), ending.signal));
    await Promise.all(some.map(({ ready }) => ready));
  }
}

async function close(): Promise<void> {
  ending.abort();
  await Promise.race([Promise.all(running), delay(CLOSE_LIMIT_MS)]);
}

async function heal(): Promise<void> {
  const { ca } = requirePlan();
  const { signal } = new AbortController();
  const incomplete = clients.filter(({ figures }) => figures.arrivals.size < EVENTS_PER_RIDE);
  for (const { port, token, cursor, figures } of incomplete) {
    const reader = new PollReader(ca, 0);
    const healed = new RaceClient(port, token);
    Object.assign(healed, { cursor, figures });
    const requests = figures.requests;
    while ((await reader.poll(healed, signal, 0)) > 0);
    figures.requests = requests;
    reader.close();
  }
}

const calls: ClientCalls = {
  open,
  reset: () => {
    for (const client of clients) client.reset();
  },
  arrived: () => clients.reduce((sum, { figures }) => sum + figures.arrivals.size, 0),
  figures: () => clients.map(({ figures }) => figures),
  close,
  heal,
  ...processFigures,
};

serveCalls(calls, close);
