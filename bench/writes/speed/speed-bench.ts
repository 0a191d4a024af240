import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '#embedded-postgres';
import { readTreeCpuSeconds } from '../../city/cpu-time.js';
import { BenchChild } from '../../streams/process/bench-child.js';
import { createServerProgram } from '../../streams/tripstream/server-program.js';
import type { WritesBenchOptions } from '../options.js';
import type { WriteServerCalls } from '../server/write-server.js';
import { measureCommits, measureCommitLimits, type CommitRow } from './commit-speed.js';
import type { Profile, SpeedSubject } from './speed-subject.js';
import { measureOfferLimit, measureOffers, type OfferFigures } from './offer-speed.js';

/** As `npm start` starts the server. */
const SERVER_FLAGS = ['--max-semi-space-size=32'];

export interface SpeedReport {
  offers: OfferFigures;
  commits: CommitRow[];
  profiles: Profile[];
}

/** Measures offers and commits a second on an embedded Postgres, then its limits without a server. */
export async function runSpeedBench(
  options: WritesBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<SpeedReport> {
  const folder = path.join(tmpdir(), `tripstream-writes-${randomBytes(6).toString('hex')}`);
  const postgres = await EmbeddedPostgres.start({ dataDir: folder });
  const client = new pg.Client({ connectionString: postgres.url });
  let server: BenchChild<WriteServerCalls> | undefined;
  try {
    await client.connect();
    server = await startServer(postgres.url);
    const profiles: Profile[] = [];
    const subject: SpeedSubject = {
      options,
      progress,
      signal,
      url: postgres.url,
      server,
      client,
      readPostgresCpu: () => readTreeCpuSeconds(postgres.pid),
      profileDuring: createProfiler(server, options.profile, profiles),
    };
    const offers = await measureOffers(subject);
    const commits = await measureCommits(subject);
    // The engine would make offers for the trips of the replayed windows.
    await server.stop();
    progress('the limits');
    return {
      offers: await measureOfferLimit(subject, offers),
      commits: await measureCommitLimits(subject, commits),
      profiles,
    };
  } finally {
    await server?.stop();
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function startServer(url: string): Promise<BenchChild<WriteServerCalls>> {
  const program = createServerProgram(new URL('../server/write-server.js', import.meta.url));
  return BenchChild.start<WriteServerCalls>('server', {
    ...program,
    flags: [...SERVER_FLAGS, ...(program.flags ?? [])],
    env: { ...program.env, DATABASE_URL: url },
  });
}

function createProfiler(
  server: BenchChild<WriteServerCalls>,
  folder: string | null,
  profiles: Profile[],
): SpeedSubject['profileDuring'] {
  return async (measure, run) => {
    if (folder === null) return run();
    await mkdir(folder, { recursive: true });
    const file = path.resolve(folder, `writes-${measure.replaceAll(' ', '-')}.cpuprofile`);
    await server.call('startProfile', null);
    const result = await run();
    const functions = await server.call('stopProfile', file);
    profiles.push({ measure, file: path.relative('.', file), functions });
    return result;
  };
}
