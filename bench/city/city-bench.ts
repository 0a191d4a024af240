import { setTimeout as delay } from 'node:timers/promises';
import { describeMachine, type Machine } from '../report/machine.js';
import type { SelfTime } from '../profile/self-times.js';
import type { CityFigures } from './city-figures.js';
import { CityLoad, type CityBounds } from './city-load.js';
import { signUp, type CityServer } from './city-user.js';
import { benchVariables, CityServers, type CpuSeconds } from './city-servers.js';
import type { CityBenchOptions } from './options.js';

/** The upper bounds of the search, in milliseconds at p99. */
export const BOUNDS = { offer: 1_000, delivery: 250, command: 150 } as const;

export const COMMANDS = [
  'quote',
  'request',
  'ack',
  'accept',
  'arrive',
  'start',
  'complete',
  'location',
] as const;

const WARM_UP_MS = 10_000;
/** The search ends when the numbers within and beyond the bounds are this close. */
const SEARCH_RATIO = 1.15;

export interface Percentiles {
  p50: number;
  p99: number;
}

/** What was measured with one number of drivers. Times in milliseconds. */
export interface CityStep {
  drivers: number;
  quote: Percentiles;
  offer: Percentiles;
  delivery: Percentiles;
  opening: Percentiles;
  commands: Record<string, Percentiles>;
  slowestCommand: { name: string; p99: number };
  ridesPerSecond: number;
  locationsPerSecond: number;
  /** Cores in use. */
  cpu: CpuSeconds;
  memoryMegabytes: number;
  faults: string[];
  /** The functions of the server with the most self-time, when a profile was wanted. */
  selfTimes: SelfTime[];
  isWithinBounds: boolean;
}

export interface CityReport {
  machine: Machine;
  options: CityBenchOptions;
  variables: Record<string, string>;
  steps: CityStep[];
  /** The largest number of drivers within the bounds; 0 when none was. */
  carried: number;
}

/** Measures rising numbers of drivers on one set of servers, and searches the largest. */
export async function runCityBench(
  options: CityBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<CityReport> {
  const machine = describeMachine();
  const ended = new AbortController();
  const servers = await CityServers.start(
    { count: options.processes, profile: options.profile },
    (error) => {
      ended.abort(error);
    },
  );
  const either = AbortSignal.any([signal, ended.signal]);
  const load = new CityLoad(servers.servers, await readBounds(servers.servers));
  try {
    const steps: CityStep[] = [];
    const measure = async (drivers: number): Promise<CityStep> => {
      progress(`${drivers.toLocaleString('en')} drivers`);
      const step = await measureStep({ servers, load }, { ...options, drivers }, either);
      steps.push(step);
      return step;
    };
    await measureList(options, measure);
    const carried = Math.max(0, ...steps.flatMap((s) => (s.isWithinBounds ? s.drivers : [])));
    return { machine, options, variables: benchVariables, steps, carried };
  } finally {
    load.close();
    await servers.stop();
  }
}

type Measure = (drivers: number) => Promise<CityStep>;

/** Drivers only come, so the search goes up from the last number within the bounds. */
async function measureList(
  { drivers, all, search }: CityBenchOptions,
  measure: Measure,
): Promise<void> {
  for (const [index, count] of drivers.entries()) {
    const { isWithinBounds } = await measure(count);
    if (!isWithinBounds && !all) return;
    const next = drivers[index + 1];
    if (search && !all && isWithinBounds && next !== undefined) {
      for (let between = step(count, next); between < next; between = step(between, next)) {
        if (!(await measure(between)).isWithinBounds) return;
      }
    }
  }
}

const step = (from: number, to: number): number =>
  to / from <= SEARCH_RATIO ? to : Math.round(Math.sqrt(from * to) / 100) * 100;

interface Subject {
  servers: CityServers;
  load: CityLoad;
}

async function measureStep(
  { servers, load }: Subject,
  { drivers, rides, seconds }: { drivers: number; rides: number; seconds: number },
  signal: AbortSignal,
): Promise<CityStep> {
  const { figures } = load;
  const stop = (): void => {
    load.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  await load.addDrivers(drivers);
  figures.reset();
  await load.run(WARM_UP_MS, rides);
  await servers.startProfile();
  figures.isMeasuring = true;
  const before = servers.readCpu();
  const begin = performance.now();
  await load.run(seconds * 1_000, rides);
  const elapsed = (performance.now() - begin) / 1_000;
  const after = servers.readCpu();
  const { requested, locations } = figures;
  const memoryMegabytes = servers.readMemory();
  const selfTimes = await servers.stopProfile();
  await load.finishRides();
  figures.isMeasuring = false;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const result = {
    drivers,
    ...readTimes(figures),
    ridesPerSecond: requested / elapsed,
    locationsPerSecond: locations / elapsed,
    cpu: {
      server: (after.server - before.server) / elapsed,
      postgres: (after.postgres - before.postgres) / elapsed,
      load: (after.load - before.load) / elapsed,
    },
    memoryMegabytes,
    faults: figures.describeFaults(5),
    selfTimes,
  };
  return { ...result, isWithinBounds: isWithin(result) };
}

function readTimes(
  figures: CityFigures,
): Pick<CityStep, 'quote' | 'offer' | 'delivery' | 'opening' | 'commands' | 'slowestCommand'> {
  const percentiles = (name: string): Percentiles => ({
    p50: figures.percentileOf(name, 0.5),
    p99: figures.percentileOf(name, 0.99),
  });
  return {
    quote: percentiles('quote'),
    offer: percentiles('request → offer'),
    delivery: percentiles('commit → client'),
    opening: percentiles('open a stream'),
    commands: Object.fromEntries(COMMANDS.map((name) => [name, percentiles(name)])),
    slowestCommand: figures.slowestCommand(COMMANDS),
  };
}

function isWithin(result: Omit<CityStep, 'isWithinBounds'>): boolean {
  const { offer, delivery, slowestCommand, faults } = result;
  return (
    offer.p99 <= BOUNDS.offer &&
    delivery.p99 <= BOUNDS.delivery &&
    slowestCommand.p99 <= BOUNDS.command &&
    faults.length === 0
  );
}

/** Reads the bounds of the city as soon as its road network is ready. */
export async function readBounds([server]: readonly CityServer[]): Promise<CityBounds> {
  if (!server) throw new Error('There is no server.');
  const { token } = await signUp(server, 'rider', 'Bounds');
  for (;;) {
    const { status, body } = await server.commands.send('GET', '/v1/city', { token });
    if (status === 200) return (JSON.parse(body) as { bounds: CityBounds }).bounds;
    if (status !== 503) throw new Error(`GET /v1/city answered ${status}: ${body}`);
    await delay(500);
  }
}
