import type { CommitKind, CommitResult } from '../server/commit-writers.js';
import { commitKinds } from '../server/commit-writers.js';
import type { RecordedTransaction } from '../server/statement-recorder.js';
import { replay } from './replay.js';
import { createTrips, deleteTrips, insertAssigned, keepTrips, restoreTrips } from './seed.js';
import type { SeededTrip } from './seed.js';
import type { SpeedSubject } from './speed-subject.js';

/** More than a second of commits can use up, each trip for three of them. */
const TRIPS_PER_SECOND = 2_500;
const TRIPS_PER_SECOND_OF_APPENDS = 12_000;
const WARM_UP_SECONDS = 2;
/** Recorded for the limit. */
const RECORDED_SECONDS = 1;

export interface CommitFigures {
  perSecond: number;
  /** CPU for one commit, of the process that sends the statements and of Postgres. */
  processMicros: number;
  postgresMicros: number;
}

export interface CommitRow {
  kind: CommitKind;
  /** Statements of a transaction, with BEGIN and COMMIT. */
  statements: number;
  server: CommitFigures;
  transactions: RecordedTransaction[];
  /** The same statements without the server; null: not measured yet. */
  limit: CommitFigures | null;
}

/** Lets writers commit as fast as they can, one kind of commit after the other. */
export async function measureCommits(subject: SpeedSubject): Promise<CommitRow[]> {
  const rows: CommitRow[] = [];
  for (const kind of commitKinds) {
    subject.signal.throwIfAborted();
    subject.progress(`${subject.options.writers} writers: ${kind}`);
    rows.push(await measureKind(subject, kind));
  }
  return rows;
}

async function measureKind(subject: SpeedSubject, kind: CommitKind): Promise<CommitRow> {
  const { options, server, client, readPostgresCpu, profileDuring } = subject;
  const { writers } = options;
  const commit = (seconds: number, trips: SeededTrip[]): Promise<CommitResult> =>
    server.call('commit', { kind, writers, seconds, trips });
  await commit(WARM_UP_SECONDS, await seed(subject, kind, WARM_UP_SECONDS));
  const trips = await seed(subject, kind, options.seconds);
  const figures = await profileDuring(kind, async () => {
    const before = readPostgresCpu();
    const { commits, seconds, cpuMicros } = await commit(options.seconds, trips);
    const postgresMicros = ((readPostgresCpu() - before) * 1e6) / commits;
    return { perSecond: commits / seconds, processMicros: cpuMicros / commits, postgresMicros };
  });
  const recorded = await seed(subject, kind, RECORDED_SECONDS);
  await keepTrips(client, nameOf(kind));
  await server.call('startRecording', null);
  await commit(RECORDED_SECONDS, recorded);
  const transactions = await server.call('stopRecording', null);
  const statements = transactions.reduce((sum, each) => sum + each.length, 0);
  return {
    kind,
    statements: statements / transactions.length,
    server: figures,
    transactions,
    limit: null,
  };
}

async function seed(
  { client }: SpeedSubject,
  kind: CommitKind,
  seconds: number,
): Promise<SeededTrip[]> {
  if (kind === 'append') return createTrips(seconds * TRIPS_PER_SECOND_OF_APPENDS);
  const trips = createTrips(seconds * TRIPS_PER_SECOND);
  await deleteTrips(client);
  await insertAssigned(client, trips);
  return trips;
}

/** Runs the recorded transactions once more from the same state, on as many connections. */
export async function measureCommitLimits(
  { url, client, options, readPostgresCpu }: SpeedSubject,
  rows: readonly CommitRow[],
): Promise<CommitRow[]> {
  const measured: CommitRow[] = [];
  for (const row of rows) {
    await restoreTrips(client, nameOf(row.kind));
    const before = { postgres: readPostgresCpu(), process: process.cpuUsage() };
    const { transactions, seconds } = await replay(url, row.transactions, options.writers);
    const { user, system } = process.cpuUsage(before.process);
    const limit = {
      perSecond: transactions / seconds,
      processMicros: (user + system) / transactions,
      postgresMicros: ((readPostgresCpu() - before.postgres) * 1e6) / transactions,
    };
    measured.push({ ...row, limit });
  }
  return measured;
}

const nameOf = (kind: CommitKind): string => kind.replaceAll(' ', '_');
