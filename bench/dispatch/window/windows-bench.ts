import { policyNames } from '#dispatch';
import { percentile } from '#simulation';
import type { LiveCity } from '../city/live-city.js';
import type { Section } from '../report/dispatch-report.js';
import { policyDecider, publishedDecider, scanDecider } from './deciders.js';
import { measureWindows, type WindowTimes } from './measure-windows.js';

const WARM_UP = 20;
/** The peers take seconds for a window. */
const PEER_WARM_UP = 1;
const PEER_WINDOWS = 5;
/** The one that a server has by default comes first. */
const FIRST = 'batched';
const LIMIT = '≤ 50 ms p99';
/** Sums of 32-bit times, in different orders. */
const SAME_SECONDS = 0.1;

/** What one decision costs a server, from the readings of positions on. */
export function measureLiveWindows(
  city: LiveCity,
  windows: number,
  say: (text: string) => void,
): Section {
  const plan = { city, warmUp: WARM_UP, windows };
  const names = [FIRST, ...policyNames.filter((name) => name !== FIRST)];
  const ours = names.map((name) => {
    say(`window: ${name}`);
    return { name, times: measureWindows(plan, (estimator) => policyDecider(name, estimator)) };
  });
  const peerPlan = { city, warmUp: PEER_WARM_UP, windows: PEER_WINDOWS };
  say('window: every pair looked up');
  const scan = measureWindows(peerPlan, scanDecider);
  say('window: linear-sum-assignment');
  const published = measureWindows(peerPlan, () => publishedDecider);
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
    ...{ 'p50 ms': percentileOf(times.all, 0.5), 'p99 ms': percentileOf(times.all, 0.99) },
    'until batch, p50': percentileOf(times.batch, 0.5),
    'decide, p50': percentileOf(times.decide, 0.5),
    ...{ windows: String(times.all.length), limit },
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
