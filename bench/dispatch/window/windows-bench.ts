import { policyNames } from '#dispatch';
import { percentile } from '#simulation';
import type { LiveCity } from '../city/live-city.js';
import type { Section } from '../report/dispatch-report.js';
import { createPolicyDecider, decideWithPublishedSolver, createScanDecider } from './deciders.js';
import { measureWindows, type WindowTimes } from './measure-windows.js';

const WARM_UP = 20;
/** The peers need seconds for one window, so they get fewer windows. */
const PEER_WARM_UP = 1;
const PEER_WINDOWS = 5;
/** The default policy of a server; it is the first row. */
const FIRST = 'batched';
const LIMIT = '≤ 50 ms p99';
/** The tolerance for sums of 32-bit times that are added in different orders. */
const SAME_SECONDS = 0.1;

/** Measures the cost of one decision for a server, including the new positions of drivers. */
export function measureLiveWindows(
  city: LiveCity,
  windows: number,
  log: (text: string) => void,
): Section {
  const plan = { city, warmUp: WARM_UP, windows };
  const names = [FIRST, ...policyNames.filter((name) => name !== FIRST)];
  const ours = names.map((name) => {
    log(`window: ${name}`);
    return {
      name,
      times: measureWindows(plan, (estimator) => createPolicyDecider(name, estimator)),
    };
  });
  const peerPlan = { city, warmUp: PEER_WARM_UP, windows: PEER_WINDOWS };
  log('window: every pair looked up');
  const scan = measureWindows(peerPlan, createScanDecider);
  log('window: linear-sum-assignment');
  const published = measureWindows(peerPlan, () => decideWithPublishedSolver);
  const batched = ours[0]?.times;
  const rows = [
    ...ours.map(({ name, times }) => rowOf(name, times, name === FIRST ? LIMIT : '–')),
    rowOf('batched, every pair looked up', scan, 'peer'),
    rowOf('linear-sum-assignment, every pair', published, 'peer'),
  ];
  const notes = batched
    ? [...describeDraws(city, batched), describeAgreement(batched, published)]
    : [];
  return { title: 'One window', rows, notes };
}

function rowOf(policy: string, times: WindowTimes, limit: string): Section['rows'][number] {
  return {
    policy,
    'p50 ms': percentileOf(times.all, 0.5),
    'p99 ms': percentileOf(times.all, 0.99),
    'until batch, p50': percentileOf(times.batch, 0.5),
    'decide, p50': percentileOf(times.decide, 0.5),
    windows: String(times.all.length),
    limit,
  };
}

const percentileOf = (values: readonly number[], share: number): number =>
  percentile(Float64Array.from(values).sort(), share);

function describeDraws(city: LiveCity, { outcomes }: WindowTimes): string[] {
  const { riders, drivers } = city.counts;
  const offMap = (city.riders.offMapShare * 100).toFixed(1);
  const pairs = outcomes[outcomes.length - 1]?.pairs ?? 0;
  return [
    `${riders} riders, ${drivers} drivers, of whom ${city.readingsAWindow} have driven since the ` +
      `last window; ${WARM_UP} windows before, ${PEER_WARM_UP} for peers. ${offMap} % of pickups ` +
      `are off the map. batched made ${pairs} pairs in the last window.`,
  ];
}

function describeAgreement(ours: WindowTimes, published: WindowTimes): string {
  const same = published.outcomes.filter(({ pairs, seconds }, window) => {
    const own = ours.outcomes[window];
    return own?.pairs === pairs && Math.abs(own.seconds - seconds) < SAME_SECONDS;
  });
  const all = published.outcomes.length;
  return `batched and linear-sum-assignment: as many pairs and the same sum in ${same.length} of ${all} windows.`;
}
