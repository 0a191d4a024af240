import { randomBytes } from 'node:crypto';
import { rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '#database';
import { EmbeddedPostgres } from '#embedded-postgres';
import { describeMachine, type Machine } from '../report/machine.js';
import { HistoryProcess, type Sample } from './history-process.js';
import { loadHistory } from './load-history.js';
import type { HistoryBenchOptions } from './options.js';

const SMALL = 10_000;
/** Operations of one round on one history. */
const ROUND = 100;
const WARM_UP = 100;
/** Bytes of disk for an event with its deliveries, indexes and the work of building them. */
const BYTES_PER_EVENT = 1_500;

export interface HistoryReport {
  machine: Machine;
  small: Figures;
  large: Figures;
  trim: { events: number; milliseconds: number };
  loadSeconds: number;
}

/** Medians in milliseconds. */
export type Figures = { events: number; gigabytes: number } & Sample;

/** No autovacuum, which would run in some rounds and not in others. The data is generated, so a crash may lose it. */
const SERVER = {
  fsync: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  maintenance_work_mem: '256MB',
  max_wal_size: '2GB',
};

/** Reads every table and index of the database into the cache. */
const PREWARM = `
  SELECT pg_prewarm(oid) FROM pg_class
  WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace`;

/** Measures a small and a large history in turns, on one server and in one process. */
export async function runHistoryBench(
  { events, rounds, sharedBuffers, prewarm }: HistoryBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<HistoryReport> {
  const machine = describeMachine();
  const folder = join(tmpdir(), `tripstream-history-${randomBytes(6).toString('hex')}`);
  await requireRoom(events);
  const settings = { ...SERVER, shared_buffers: sharedBuffers };
  const postgres = await EmbeddedPostgres.start({ dataDir: folder, settings });
  const processes: HistoryProcess[] = [];
  try {
    const begin = performance.now();
    const small = await createHistory(postgres.url, SMALL, () => undefined);
    const large = await createHistory(postgres.url, events, (text) => {
      signal.throwIfAborted();
      progress(text);
    });
    const loadSeconds = (performance.now() - begin) / 1000;
    if (prewarm) for (const { url } of [large, small]) await prewarmHistory(url);
    const [little, big] = [await start(small, processes), await start(large, processes)] as const;
    const samples = await measureInTurns([little, big], rounds, signal);
    const trim = await big.trimDay();
    return {
      machine,
      small: { events: SMALL, gigabytes: small.gigabytes, ...medians(samples.get(little)) },
      large: { events, gigabytes: large.gigabytes, ...medians(samples.get(big)) },
      trim,
      loadSeconds,
    };
  } finally {
    for (const each of processes) await each.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireRoom(events: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const needed = events * BYTES_PER_EVENT + 2e9;
  if (bavail * bsize > needed) return;
  throw new Error(
    `${tmpdir()} needs ${Math.ceil(needed / 1e9)} GB of room: use --events or TMPDIR.`,
  );
}

interface LoadedHistory {
  url: string;
  drivers: number;
  gigabytes: number;
}

async function start(
  { url, drivers }: LoadedHistory,
  processes: HistoryProcess[],
): Promise<HistoryProcess> {
  const process = await HistoryProcess.start(url, drivers);
  processes.push(process);
  return process;
}

async function createHistory(
  server: string,
  events: number,
  progress: (text: string) => void,
): Promise<LoadedHistory> {
  const url = new URL(server);
  const name = `history_${events}`;
  url.pathname = `/${name}`;
  await withClient(server, (admin) => admin.query(`CREATE DATABASE ${name}`));
  await migrateDatabase(url.href);
  return withClient(url.href, async (client) => {
    const drivers = await loadHistory(client, events, progress);
    // Autovacuum does so on a server that has run for days.
    await client.query('VACUUM (FREEZE, ANALYZE)');
    await client.query('CHECKPOINT');
    const { rows } = await client.query<{ bytes: string }>(
      'SELECT pg_database_size(current_database()) AS bytes',
    );
    return { url: url.href, drivers, gigabytes: Number(rows[0]?.bytes) / 1e9 };
  });
}

function prewarmHistory(url: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query('CREATE EXTENSION pg_prewarm');
    await client.query(PREWARM);
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function measureInTurns(
  processes: readonly HistoryProcess[],
  rounds: number,
  signal: AbortSignal,
): Promise<Map<HistoryProcess, Sample[]>> {
  const samples = new Map<HistoryProcess, Sample[]>();
  for (const process of processes) {
    for (let count = 0; count < WARM_UP; count++) await process.measure();
    samples.set(process, []);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [process, measured] of samples) {
      signal.throwIfAborted();
      for (let count = 0; count < ROUND; count++) measured.push(await process.measure());
    }
  }
  return samples;
}

function medians(samples: readonly Sample[] = []): Sample {
  const median = (measure: keyof Sample) => {
    const sorted = samples.map((sample) => sample[measure]).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? NaN;
  };
  return {
    append: median('append'),
    tail: median('tail'),
    resume: median('resume'),
    resumeOfDays: median('resumeOfDays'),
  };
}
