import { CityServers } from '../city/city-servers.js';
import { readCpuSeconds } from '../city/cpu-time.js';
import { describeMachine, type Machine } from '../report/machine.js';
import { BenchChild } from '../streams/process/bench-child.js';
import type { SelfTime } from '../profile/self-times.js';
import type { HttpBenchOptions, RouteName } from './options.js';
import type { PeerCalls } from './peers/peer-calls.js';
import { prepareRequest, sendForSeconds, type PreparedRequest } from './request-load.js';
import { signUpDrivers, type BenchDriver } from './sign-up-drivers.js';

/** Each route is warmed up by as many requests, because a slow one would be compiled less far. */
const WARM_UP_REQUESTS = 30_000;
const WARM_UP_SECONDS = 1;
/** On a machine that is too busy for so many requests. */
const MAX_WARM_UPS = 15;

/** What one route did in one round. */
export interface RouteRound {
  requestsPerSecond: number;
  /** Microseconds of the server's CPU for each request; NaN without /proc. */
  cpuMicros: number;
}

export interface HttpReport {
  machine: Machine;
  options: HttpBenchOptions;
  /** By route, one entry for each round. */
  rounds: Partial<Record<RouteName, RouteRound[]>>;
  /** The functions with the most self-time, when a profile was wanted. */
  selfTimes: SelfTime[];
}

/** A route with its server. */
interface Contender {
  name: RouteName;
  port: number;
  pid: number;
  requests: readonly PreparedRequest[];
}

/** Measures the routes in turn, so that other work on the machine affects all of them. */
export async function runHttpBench(
  options: HttpBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<HttpReport> {
  const machine = describeMachine();
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const peers = await startPeers();
  try {
    const servers = await CityServers.start({ count: 1, profile: options.profile }, (error) => {
      ended.abort(error);
    });
    try {
      const contenders = await createContenders({ peers, servers }, options);
      for (const contender of contenders) await warmUp(contender, either);
      await servers.startProfile();
      const rounds = await runRounds(contenders, { ...options, progress, signal: either });
      return { machine, options, rounds, selfTimes: await servers.stopProfile() };
    } finally {
      await servers.stop();
    }
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

const PEERS = { bare: 'bare-fastify', nest: 'nest-without-guards' } as const;

type Peer = BenchChild<PeerCalls>;

/** When one of them can't start, the other ends too: it would keep this process alive. */
async function startPeers(): Promise<Peer[]> {
  const start = (name: keyof typeof PEERS): Promise<Peer> =>
    BenchChild.start<PeerCalls>(name, {
      module: new URL(`./peers/${PEERS[name]}.js`, import.meta.url),
      flags: ['--max-semi-space-size=32'],
    });
  const started = await Promise.allSettled([start('bare'), start('nest')]);
  const peers = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = started.find((each) => each.status === 'rejected');
  if (!failed) return peers;
  await Promise.all(peers.map((peer) => peer.stop()));
  throw failed.reason;
}

async function createContenders(
  { peers, servers }: { peers: readonly Peer[]; servers: CityServers },
  { only, connections }: HttpBenchOptions,
): Promise<Contender[]> {
  const [server] = servers.servers;
  const [pid] = servers.pids;
  if (!server || pid === undefined) throw new Error('There is no server.');
  const drivers = await signUpDrivers(server, connections);
  const own = { port: server.port, pid };
  const contenders: Contender[] = [
    { name: 'locations', ...own, requests: drivers.map(locationOf) },
    { name: 'acks', ...own, requests: drivers.map(ackOf) },
    { name: 'live', ...own, requests: drivers.map(() => LIVE) },
  ];
  const beside = await Promise.all(
    peers.map(async (peer) => ({
      name: peer.name as RouteName,
      ...(await peer.call('describe', null)),
      requests: drivers.map(locationOf),
    })),
  );
  return [...beside, ...contenders].filter(({ name }) => only.includes(name));
}

const LIVE: PreparedRequest = {
  bytes: prepareRequest({ method: 'GET', path: '/health/live' }),
  status: 200,
};

/** The same bytes for all servers: the peers ignore the token. */
function locationOf({ token }: BenchDriver, index: number): PreparedRequest {
  const json = {
    lat: 40.7 + index / 1_000,
    lng: -73.98 + index / 1_000,
    headingDegrees: index,
    speedMps: 8.4,
    recordedAt: new Date().toISOString(),
  };
  const path = '/v1/drivers/me/locations';
  return { bytes: prepareRequest({ method: 'POST', path, token, json }), status: 204 };
}

function ackOf({ token, cursor }: BenchDriver): PreparedRequest {
  const json = { cursor };
  const path = '/v1/streams/acks';
  return { bytes: prepareRequest({ method: 'POST', path, token, json }), status: 204 };
}

interface Run {
  rounds: number;
  seconds: number;
  progress: (text: string) => void;
  signal: AbortSignal;
}

async function runRounds(
  contenders: readonly Contender[],
  { rounds, seconds, progress, signal }: Run,
): Promise<HttpReport['rounds']> {
  const measured: HttpReport['rounds'] = {};
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    for (const contender of contenders) {
      const result = await measure(contender, { seconds, signal });
      (measured[contender.name] ??= []).push(result);
    }
  }
  return measured;
}

async function warmUp({ port, requests }: Contender, signal: AbortSignal): Promise<void> {
  let sent = 0;
  for (let time = 0; time < MAX_WARM_UPS && sent < WARM_UP_REQUESTS; time++) {
    sent += await sendForSeconds(port, requests, { seconds: WARM_UP_SECONDS, signal });
  }
}

async function measure(
  { port, pid, requests }: Contender,
  run: { seconds: number; signal: AbortSignal },
): Promise<RouteRound> {
  const before = readCpuSeconds(pid);
  const begin = performance.now();
  const count = await sendForSeconds(port, requests, run);
  const elapsed = (performance.now() - begin) / 1_000;
  const cpuMicros = ((readCpuSeconds(pid) - before) * 1e6) / count;
  return { requestsPerSecond: count / elapsed, cpuMicros };
}
