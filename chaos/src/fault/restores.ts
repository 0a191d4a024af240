import { migrateDatabase } from '#database';
import { formatCursor, parseCursor, streamId, type StreamId } from '#contracts';
import { until, type SseProbe } from '#testing';
import { percentile } from '#simulation';
import { copyDatabase } from '../target/copy-database.js';
import { Postgres } from '../target/postgres.js';
import { ConcurrentWriters } from '../workload/concurrent-writers.js';
import { liveLatencies } from '../workload/delivery-latency.js';
import { RawClient } from '../workload/raw-client.js';
import type { Experiment, Fault } from '../run/experiment.js';
import type { Target } from '../target/target.js';
import { expectHealed, expectRefusal } from './database.js';

/** Transactions by which the history's cluster is ahead of the younger one. */
const AGE = 3_000;
const READS_EVENTS_WITHIN_MS = 1_000;

const restoreYounger: Fault = {
  name: 'restore-younger',
  description: 'a dump is restored into a younger cluster, whose transaction ids are lower',
  target: { ownPostgres: true },
  changesHistory: true,
  async inject(experiment) {
    const { target, workload } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    await burnTransactionIds(target, AGE);
    await workload.awaitTrips(2);
    const younger = await Postgres.start();
    target.onStop(() => younger.stop());
    await migrateDatabase(younger.url);
    target.databaseProxy.refuse();
    await expectRefusal(experiment, client);
    await copyDatabase(target.directUrl, younger.url);
    // The servers keep the password that they know.
    await younger.setPassword(new URL(target.directUrl).password);
    await target.leadDatabaseTo(() => younger.port);
    await runOnRestored(experiment, client);
  },
};

/** Traffic on the restored history, before and after the counter passes its transaction ids. */
async function runOnRestored(experiment: Experiment, client: RawClient): Promise<void> {
  const { target, workload, findings } = experiment;
  const server = target.server(0);
  const [ids] = await target.query<{ ahead: number; rows: number }>(
    `SELECT (max(xid::text::bigint) - pg_snapshot_xmax(pg_current_snapshot())::text::bigint)::int
       AS ahead, count(*)::int AS rows FROM outbox`,
  );
  const { ahead = 0, rows: restored = 0 } = ids ?? {};
  findings.measure('P2', `${restored} restored events, whose ids are up to ${ahead} ahead`);
  findings.expect('completed', ahead > 0, 'the other cluster was not younger');
  const emittedBefore = await server.metric('tripstream_tail_events_total');
  const startedAt = Date.now();
  target.databaseProxy.restore();
  await expectHealed(experiment, client);
  await workload.awaitTrips(4);
  const sorted = liveLatencies(workload.journal, startedAt);
  const p50 = percentile(sorted, 0.5);
  findings.measure('P1', `${sorted.length} live events after the restore, p50 ${p50} ms`);
  findings.expect('P1', sorted.length > 0, 'no live event was delivered after the restore');
  findings.expect('P1', !(p50 > READS_EVENTS_WITHIN_MS), `live events took ${p50} ms`);
  // From here on the cluster assigns the ids that the restored events had.
  await burnTransactionIds(target, ahead + 100);
  await workload.awaitTrips(2);
  const emitted = (await server.metric('tripstream_tail_events_total')) - emittedBefore;
  const [now] = await target.query<{ rows: number }>('SELECT count(*)::int AS rows FROM outbox');
  const written = (now?.rows ?? 0) - restored;
  findings.measure('P2', `the tail emitted ${emitted} events, ${written} were written`);
  const text = `the tail emitted ${emitted} events after the restore, of ${written} new ones`;
  findings.expect('P2', emitted <= written, text);
}

/** Commits transactions that change no row, one id each. */
async function burnTransactionIds(target: Target, count: number): Promise<void> {
  await target.query(`DO $$ BEGIN
    FOR n IN 1..${count} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`);
}

/** Events before the backup, after it, and on the restored state: the numbers overlap. */
const EVENTS = { kept: 5, lost: 5, other: 7 };

const restoreDataFolder: Fault = {
  name: 'restore-data-folder',
  description: 'an older copy of the data folder comes back under two running servers',
  target: { ownPostgres: true, instances: 2 },
  population: { riders: 0, drivers: 0 },
  async inject(experiment) {
    const { target, findings } = experiment;
    findings.markChecked('P20');
    const { url } = target.server(0);
    const [reader, returning, rider] = await Promise.all([
      RawClient.signUp(url, 'driver'),
      RawClient.signUp(url, 'driver'),
      RawClient.signUp(url, 'rider'),
    ]);
    const streams = [reader, returning].map(({ id }) => streamId('driver', id));
    await append(target, streams, EVENTS.kept);
    await target.postgres.crash('fast');
    target.postgres.backUp();
    await target.postgres.launch();
    await expectHealed(experiment, rider);
    const probes = await Promise.all(target.servers.map((server) => openAtHead(reader, server)));
    await append(target, streams, EVENTS.lost - 1);
    // What is lost is a whole segment of the write-ahead log, more than is written afterwards.
    await target.query('SELECT pg_switch_wal()');
    await append(target, streams, 1);
    const epoch = await awaitHead(probes);
    target.databaseProxy.refuse();
    await target.postgres.crash('fast');
    target.postgres.restore();
    await target.postgres.launch();
    await append(target, streams, EVENTS.other);
    target.databaseProxy.restore();
    await Promise.all([
      ...probes.map((probe) => expectClosed(probe, epoch, findings)),
      ...target.servers.map((server) =>
        expectReset({ client: returning, baseUrl: server.url, epoch, findings }),
      ),
    ]);
  },
};

async function openAtHead(client: RawClient, { url }: { url: string }): Promise<SseProbe> {
  const probe = await client.on(url).openStream();
  await probe.next(({ event }) => event === 'stream.snapshot');
  return probe;
}

/** Waits until every client has all events, which the tails have read then. @returns the epoch */
async function awaitHead(probes: readonly SseProbe[]): Promise<string> {
  const head = EVENTS.kept + EVENTS.lost;
  const cursors = await Promise.all(
    probes.map((probe) => probe.next(({ id }) => parseCursor(id ?? '')?.seq === head)),
  );
  return parseCursor(cursors[0]?.id ?? '')?.epoch ?? '';
}

async function append(target: Target, streams: StreamId[], count: number): Promise<void> {
  const writer = await ConcurrentWriters.connect(target.directUrl);
  await writer.commit(streams, count);
  await writer.close();
}

/** An open stream ends, and carries no event of the restored history under an old cursor. */
async function expectClosed(
  probe: SseProbe,
  epoch: string,
  findings: Experiment['findings'],
): Promise<void> {
  const closing = await until('the open stream is closed', () =>
    probe.frames.find(({ event }) => event === 'stream.closing'),
  );
  const isRight = closing.data?.includes('"unavailable"') === true;
  findings.expect('P20', isRight, `the open stream was closed with ${closing.data ?? ''}`);
  const head = EVENTS.kept + EVENTS.lost;
  const foreign = probe.frames.filter(({ event, id }) => {
    const cursor = parseCursor(id ?? '');
    return !event?.startsWith('stream.') && cursor?.epoch === epoch && cursor.seq > head;
  });
  findings.expect('P20', foreign.length === 0, `${foreign.length} events of another history came`);
}

interface StaleCursor {
  client: RawClient;
  baseUrl: string;
  epoch: string;
  findings: Experiment['findings'];
}

/**
 * Presents cursors of the lost events from the first moment on: the server says `reset`, or that
 * it cannot say. It never resumes, although the restored history has these numbers again.
 */
async function expectReset({ client, baseUrl, epoch, findings }: StaleCursor): Promise<void> {
  const cursor = formatCursor({ epoch, seq: EVENTS.kept + 2 });
  let attempts = 0;
  await until('the cursor is reset', async () => {
    attempts += 1;
    const probe = await client.on(baseUrl).openStream(undefined, {
      headers: { 'last-event-id': cursor },
    });
    const { event, data = '' } = await probe.next();
    await probe.close();
    if (event === 'stream.closing') return false;
    const { mode, reason } = JSON.parse(data) as { mode: string; reason?: string };
    if (mode !== 'reset') {
      findings.reportViolation('P20', `attempt ${attempts}: ${cursor} was answered ${mode}`);
      return true;
    }
    findings.expect('P20', reason === 'foreign_epoch', `reset with ${reason ?? 'no reason'}`);
    return true;
  });
  findings.measure('P20', `reset at the attempt ${attempts}`);
}

export const restoreFaults: Fault[] = [restoreYounger, restoreDataFolder];
