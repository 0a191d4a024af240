import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { readBounds } from '../../city/city-bench.js';
import { pickPosition, type CityBounds } from '../../city/city-load.js';
import { JsonConnections } from '../../city/json-connections.js';
import { bringOnline } from '../../quotes/quotes-bench.js';
import type { RecordedTransaction } from '../server/statement-recorder.js';
import type { MatchedWindow } from '../server/window-log.js';
import { replay } from './replay.js';
import { deleteTrips, insertWaiting, keepTrips, restoreTrips } from './seed.js';
import { median } from './median.js';
import type { SpeedSubject } from './speed-subject.js';

const RIDERS = 1_000;
const DRIVERS = 5_000;
const POLL_MS = 20;
const PATIENCE_MS = 60_000;
const LIMIT_ROUNDS = 5;
/** The name of the kept trips. */
const WINDOW = 'window';

/** One window, until the last offer is committed. */
export interface OfferWindow extends MatchedWindow {
  /** Windows of the engine until every rider had an offer. */
  windows: number;
}

export interface OfferFigures {
  riders: number;
  drivers: number;
  /** The first window of the process, without travel times in its cache. */
  cold: OfferWindow;
  windows: OfferWindow[];
  transactions: RecordedTransaction[];
  /** The statements of one window without the engine, in seconds; null: not measured yet. */
  limitSeconds: number | null;
}

/** Lets the engine make offers for riders who all come at once, several times. */
export async function measureOffers(subject: SpeedSubject): Promise<OfferFigures> {
  const { options, progress, server, client, signal, profileDuring } = subject;
  const bounds = await readServerBounds(await server.call('port', null));
  await bringOnline(client, DRIVERS, bounds);
  progress(`windows of ${RIDERS} riders and ${DRIVERS} drivers`);
  const cold = await runWindow(subject, bounds);
  await runWindow(subject, bounds);
  const windows: OfferWindow[] = [];
  await profileDuring('windows', async () => {
    for (let count = 0; count < options.windows; count += 1) {
      signal.throwIfAborted();
      windows.push(await runWindow(subject, bounds));
    }
  });
  await server.call('startRecording', null);
  await runWindow(subject, bounds);
  const transactions = await server.call('stopRecording', null);
  await keepTrips(client, WINDOW);
  await deleteTrips(client);
  // Without drivers the engine leaves the trips of the limit alone.
  await client.query('DELETE FROM driver');
  return { riders: RIDERS, drivers: DRIVERS, cold, windows, transactions, limitSeconds: null };
}

/** Runs the statements of the last window once more on one connection, as the engine has one. */
export async function measureOfferLimit(
  { url, client }: SpeedSubject,
  figures: OfferFigures,
): Promise<OfferFigures> {
  const rounds: number[] = [];
  for (let round = 0; round < LIMIT_ROUNDS; round += 1) {
    await restoreTrips(client, WINDOW);
    const { seconds } = await replay(url, figures.transactions, 1);
    rounds.push(seconds);
    const offers = await countOffers(client);
    if (offers !== RIDERS) throw new Error(`The limit wrote ${offers} offers.`);
  }
  return { ...figures, limitSeconds: median(rounds) };
}

async function readServerBounds(port: number): Promise<CityBounds> {
  const connections = new JsonConnections(port, 1);
  try {
    return await readBounds([{ port, commands: connections, locations: connections }]);
  } finally {
    connections.close();
  }
}

async function runWindow(subject: SpeedSubject, bounds: CityBounds): Promise<OfferWindow> {
  const { server, client } = subject;
  await deleteTrips(client);
  await server.call('windows', null);
  const pickups = Array.from({ length: RIDERS }, () => pickPosition(bounds));
  await insertWaiting(client, pickups);
  return waitForOffers(subject);
}

/** Asks the server and not the database, which would slow the window down. */
async function waitForOffers({ server, client, signal }: SpeedSubject): Promise<OfferWindow> {
  const windows: MatchedWindow[] = [];
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline;) {
    signal.throwIfAborted();
    await delay(POLL_MS);
    const added = await server.call('windows', null);
    windows.push(...added);
    const [first] = windows;
    if (!first || added.length === 0) continue;
    if ((await countOffers(client)) < RIDERS) continue;
    const sum = (member: 'seconds' | 'solveSeconds') =>
      windows.reduce((total, window) => total + window[member], 0);
    const { trips } = first;
    return {
      trips,
      windows: windows.length,
      seconds: sum('seconds'),
      solveSeconds: sum('solveSeconds'),
    };
  }
  throw new Error(`Not every rider got an offer within ${PATIENCE_MS / 1_000} s.`);
}

async function countOffers(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int FROM offer WHERE status = 'pending'`,
  );
  return rows[0]?.count ?? 0;
}
