import { abortableDelay } from '#client';
import { until } from '#testing';
import { SeededRandom } from '#simulation';
import { checkDelivery } from '../check/check-delivery.js';
import { checkEffects } from '../check/check-effects.js';
import { checkGrowth } from '../check/check-growth.js';
import { checkOffers } from '../check/check-offers.js';
import { checkOneAtATime } from '../check/check-one-at-a-time.js';
import { checkTrips } from '../check/check-trips.js';
import { Findings } from '../check/findings.js';
import type { Variant } from '../broken/variants.js';
import { City } from '../load/city.js';
import { Stage } from '../stage/stage.js';
import { probeRide } from './probe-ride.js';
import type { Fault, Scene } from './scene.js';

/** How long everybody may take to finish their ride once the fault is over. */
const HOME_MS = 45_000;
/** And their streams to have all of it: P14's bound, and the client's watchdog before it. */
const CATCH_UP_MS = 15_000;
/** What a broken design has lost does not come. */
const HOPELESS_MS = 2_000;
/** Longer than any fault takes: what hangs is a finding, and no reason to hang. */
const FAULT_MS = 150_000;
/** Trips that are asked for before anything goes wrong. */
const WARM_UP_TRIPS = 4;

export interface FaultResult {
  name: string;
  seed: number;
  seconds: number;
  findings: Findings;
}

/**
 * A design that is broken on purpose, under the load of a fault and nothing else: what it
 * breaks would keep a city waiting for ever. Never throws.
 */
export const runVariant = (variant: Variant, fault: Fault, seed: number): Promise<FaultResult> =>
  runFault(
    {
      ...fault,
      name: variant.name,
      stage: { ...fault.stage, ...variant.stage },
      people: { riders: 0, drivers: 0 },
      isBare: true,
    },
    seed,
  );

/** One fault from an empty database to the checkers' word. Never throws. */
export async function runFault(fault: Fault, seed: number): Promise<FaultResult> {
  const began = performance.now();
  const findings = new Findings();
  findings.ran('ran');
  try {
    const stage = await Stage.set(fault.stage ?? {});
    try {
      await play({ fault, stage, findings, random: new SeededRandom(seed, fault.name) });
    } catch (error) {
      findings.fault('ran', describe(error));
      for (const { output } of stage.servers) noteStacks(output, findings);
    } finally {
      await stage.strike();
    }
  } catch (error) {
    findings.fault('ran', describe(error));
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { name: fault.name, seed, seconds, findings };
}

interface Play extends Omit<Scene, 'city'> {
  fault: Fault;
}

async function play({ fault, stage, findings, random }: Play): Promise<void> {
  const { riders, drivers } = fault.people ?? { riders: 6, drivers: 5 };
  const city = new City({ baseUrl: stage.toServers.url, random, riders, drivers });
  const scene = { stage, city, random, findings };
  try {
    await city.open();
    await city.busy(WARM_UP_TRIPS);
    await inTime(fault.inject(scene));
    // Also after it is over there is traffic: what broke for good shows.
    await city.busy(WARM_UP_TRIPS);
    const home = await city.close(HOME_MS);
    findings.expect('P9', home, `somebody is still on a trip ${HOME_MS} ms after the fault`);
    if (!fault.isBare) await probeRide(scene);
    await catchUp(scene, fault.isBare ? HOPELESS_MS : CATCH_UP_MS);
  } finally {
    city.leave();
  }
  await check(scene);
}

/** @throws when the fault takes longer than any does */
async function inTime(injecting: Promise<void>): Promise<void> {
  const over = new AbortController();
  const tooLong = abortableDelay(FAULT_MS, over.signal).then(() => {
    if (!over.signal.aborted) throw new Error(`The fault was not over after ${FAULT_MS} ms`);
  });
  await Promise.race([injecting, tooLong]).finally(() => over.abort());
}

/** Whoever has not heard all by then has lost it; the audit says who. */
async function catchUp({ stage, city }: Scene, timeoutMs: number): Promise<void> {
  const all = async (): Promise<boolean> => {
    const streams = city.listeners.map(({ stream }) => stream);
    const rows = await stage.rows<{ id: string; seq: number }>(
      'SELECT id, seq::float8 AS seq FROM stream WHERE id = ANY($1)',
      [streams],
    );
    const heads = new Map(rows.map(({ id, seq }) => [id, seq]));
    return city.listeners.every(({ stream, seq }) => seq >= (heads.get(stream) ?? 0));
  };
  await until('everybody has caught up', all, { timeoutMs }).catch(() => undefined);
}

async function check({ stage, city, findings }: Scene): Promise<void> {
  const context = { stage, book: city.book, findings };
  await checkDelivery(context);
  await checkTrips(context);
  await checkOffers(context);
  await checkOneAtATime(context);
  await checkEffects(context);
  await checkGrowth(context);
  for (const { output } of stage.servers) noteStacks(output, findings);
  findings.measure('P5', `${city.book.reconnects} reconnects`);
}

/** A stack in the log is a bug of ours, whatever the checkers say. */
function noteStacks(output: string, findings: Findings): void {
  const line = output.split('\n').find((text) => /UnhandledPromise|uncaught|TypeError/i.test(text));
  if (line) findings.fault('ran', `the server wrote: ${line.slice(0, 500)}`);
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
