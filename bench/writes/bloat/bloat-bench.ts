import pg from 'pg';
import { readBounds } from '../../city/city-bench.js';
import { CityLoad } from '../../city/city-load.js';
import { CityServers, type CpuSeconds } from '../../city/city-servers.js';
import type { WritesBenchOptions } from '../options.js';
import { readStatistics, type Statistics } from './table-statistics.js';

const MINUTE_MS = 60_000;
/** So many samples are taken after the first one, a minute or more apart. */
const SAMPLES = 6;
const WARM_UP_MS = 30_000;

export interface BloatSample {
  /** Minutes since the first sample. */
  minute: number;
  statistics: Statistics;
}

export interface BloatReport {
  samples: BloatSample[];
  /** Cores in use. */
  cpu: CpuSeconds;
  faults: string[];
}

/**
 * Drives rides at a steady rate through a server that was started as `npm start` starts it, and
 * samples its tables. It ends by itself after the minutes of the options.
 */
export async function runBloatBench(
  { minutes, drivers, rides }: WritesBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<BloatReport> {
  const ended = new AbortController();
  const servers = await CityServers.start({ count: 1, profile: undefined }, (error) => {
    ended.abort(error);
  });
  const either = AbortSignal.any([signal, ended.signal]);
  const load = new CityLoad(servers.servers, await readBounds(servers.servers));
  either.addEventListener('abort', () => {
    load.close();
  });
  const client = new pg.Client({ connectionString: servers.databaseUrl });
  await client.connect();
  try {
    progress(`${drivers} drivers, ${rides} rides a second, ${minutes} minutes`);
    await load.addDrivers(drivers);
    await load.run(WARM_UP_MS, rides);
    const samples: BloatSample[] = [{ minute: 0, statistics: await readStatistics(client) }];
    const before = servers.readCpu();
    const begin = performance.now();
    const interval = Math.max(1, Math.round(minutes / SAMPLES));
    for (let minute = interval; ; minute = Math.min(minute + interval, minutes)) {
      await load.run(begin + minute * MINUTE_MS - performance.now(), rides);
      either.throwIfAborted();
      samples.push({ minute, statistics: await readStatistics(client) });
      progress(`minute ${minute}`);
      if (minute >= minutes) break;
    }
    const elapsed = (performance.now() - begin) / 1_000;
    const after = servers.readCpu();
    const coresOf = (part: keyof CpuSeconds) => (after[part] - before[part]) / elapsed;
    await load.finishRides();
    return {
      samples,
      cpu: { server: coresOf('server'), postgres: coresOf('postgres'), load: coresOf('load') },
      faults: load.figures.describeFaults(5),
    };
  } finally {
    load.close();
    await client.end();
    await servers.stop();
  }
}
