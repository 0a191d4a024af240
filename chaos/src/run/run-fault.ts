import { abortableDelay } from '#client';
import { SeededRandom } from '#simulation';
import { until } from '#testing';
import type { Variant } from '../broken/variants.js';
import { checkDelivery } from '../check/check-delivery.js';
import { checkEffects } from '../check/check-effects.js';
import { checkGrowth } from '../check/check-growth.js';
import { checkOffers } from '../check/check-offers.js';
import { checkOneAtATime } from '../check/check-one-at-a-time.js';
import { checkSecrets } from '../check/check-secrets.js';
import { checkTrips } from '../check/check-trips.js';
import { Findings } from '../check/findings.js';
import { Target } from '../target/target.js';
import { sentSecrets } from '../workload/sent-secrets.js';
import { Workload } from '../workload/workload.js';
import type { Experiment, Fault } from './experiment.js';
import { probeRecovery } from './recovery-probe.js';

/** The time for all riders and drivers to finish their trips once the fault is over. */
const FINISH_WITHIN_MS = 45_000;
/** The time for their streams to catch up: the bound of P14, preceded by the client's watchdog. */
const CATCH_UP_MS = 15_000;
/**
 * A client that found no server several times waits for up to 30 seconds before its next attempt, and
 * then has to get through.
 */
const RETURN_WITHIN_MS = 45_000;
/** A broken variant never delivers what it has lost, so a short time is enough. */
const VARIANT_CATCH_UP_MS = 2_000;
/** Longer than any fault takes: a fault that hangs becomes a finding. */
const FAULT_LIMIT_MS = 150_000;
/** Trips that riders request before the fault, and again after it. */
const STEADY_STATE_TRIPS = 4;

export interface FaultResult {
  name: string;
  seed: number;
  seconds: number;
  findings: Findings;
}

/**
 * Runs a broken variant under the load of a fault alone: with what the variant breaks, a
 * workload would wait for ever. Never throws.
 */
export const runVariant = (variant: Variant, fault: Fault, seed: number): Promise<FaultResult> =>
  runFault(
    {
      ...fault,
      name: variant.name,
      target: { ...fault.target, ...variant.target },
      population: { riders: 0, drivers: 0 },
      skipsRecoveryProbe: true,
    },
    seed,
  );

/** Runs one fault, from an empty database to the last check. Never throws: errors are findings. */
export async function runFault(fault: Fault, seed: number): Promise<FaultResult> {
  const startedAt = performance.now();
  const findings = new Findings();
  findings.markChecked('completed');
  sentSecrets.clear();
  try {
    const target = await Target.start(fault.target ?? {});
    try {
      const random = new SeededRandom(seed, fault.name);
      await runExperiment(fault, { target, findings, random });
    } catch (error) {
      findings.reportViolation('completed', describeError(error));
      for (const { output } of target.servers) reportErrorsInLog(output, findings);
    } finally {
      await checkSecrets(target, findings).finally(() => target.stop());
    }
  } catch (error) {
    findings.reportViolation('completed', describeError(error));
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  return { name: fault.name, seed, seconds, findings };
}

async function runExperiment(fault: Fault, parts: Omit<Experiment, 'workload'>): Promise<void> {
  const { target, random, findings } = parts;
  const { riders, drivers } = fault.population ?? { riders: 6, drivers: 5 };
  const [baseUrl, streamUrl] = [target.serverProxy.url, target.streamProxy.url];
  const workload = new Workload({ baseUrl, streamUrl, random, riders, drivers });
  const experiment = { target, workload, random, findings };
  try {
    await workload.start();
    await workload.awaitTrips(STEADY_STATE_TRIPS);
    await withTimeLimit(fault.inject(experiment));
    // Traffic continues after the fault, so that lasting damage becomes visible.
    await workload.awaitTrips(STEADY_STATE_TRIPS);
    const isFinished = await workload.finishTrips(FINISH_WITHIN_MS);
    const problem = `a trip is still active ${FINISH_WITHIN_MS} ms after the fault`;
    findings.expect('P9', isFinished, problem);
    if (!fault.skipsRecoveryProbe) await probeRecovery(experiment);
    const timeoutMs = fault.skipsRecoveryProbe ? VARIANT_CATCH_UP_MS : CATCH_UP_MS;
    await awaitSubscribers(experiment, timeoutMs);
  } finally {
    workload.stop();
  }
  await check(experiment, fault.changesHistory ?? false);
}

/** @throws {Error} when the fault takes longer than `FAULT_LIMIT_MS` */
async function withTimeLimit(injection: Promise<void>): Promise<void> {
  const ended = new AbortController();
  const timeout = abortableDelay(FAULT_LIMIT_MS, ended.signal).then(() => {
    if (!ended.signal.aborted) throw new Error(`The fault was not over after ${FAULT_LIMIT_MS} ms`);
  });
  await Promise.race([injection, timeout]).finally(() => ended.abort());
}

/**
 * Waits until each subscriber is connected again, and then until it has the head of its stream. The
 * audit reports what is missing then.
 */
async function awaitSubscribers({ target, workload }: Experiment, timeoutMs: number) {
  const isBack = (): boolean => workload.subscribers.every(({ isAway }) => !isAway);
  await until('each client is connected again', isBack, { timeoutMs: RETURN_WITHIN_MS }).catch(
    () => undefined,
  );
  const haveCaughtUp = async (): Promise<boolean> => {
    const streams = workload.subscribers.map(({ stream }) => stream);
    const rows = await target.query<{ id: string; seq: number }>(
      'SELECT id, seq::float8 AS seq FROM stream WHERE id = ANY($1)',
      [streams],
    );
    const heads = new Map(rows.map(({ id, seq }) => [id, seq]));
    return workload.subscribers.every(({ stream, seq }) => seq >= (heads.get(stream) ?? 0));
  };
  await until('all subscribers have caught up', haveCaughtUp, { timeoutMs }).catch(() => undefined);
}

async function check(
  { target, workload, findings }: Experiment,
  changesHistory: boolean,
): Promise<void> {
  const { journal } = workload;
  const context = { target, journal, findings, changesHistory };
  await checkDelivery(context);
  await checkTrips(context);
  await checkOffers(context);
  await checkOneAtATime(context);
  await checkEffects(context);
  await checkGrowth(context);
  for (const { output } of target.servers) reportErrorsInLog(output, findings);
  findings.measure('P5', `${journal.reconnects} reconnects`);
}

/** An unexpected error in the server's log is a defect, even when every check passes. */
function reportErrorsInLog(output: string, findings: Findings): void {
  const line = output.split('\n').find((text) => /UnhandledPromise|uncaught|TypeError/i.test(text));
  if (line) findings.reportViolation('completed', `the server wrote: ${line.slice(0, 500)}`);
}

const describeError = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
