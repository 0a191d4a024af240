import { SupplyIndex } from '#dispatch';
import { TravelEstimator } from '#geo';
import { SeededRandom } from '#simulation';
import { percentile } from '#simulation';
import type { LiveCity } from '../city/live-city.js';
import type { Section } from '../report/dispatch-report.js';
import { CANDIDATES, searches, type PrepareSearch, type SearchParts } from './searches.js';
import { computeRecall } from './soonest.js';

const WARM_UP = 5;
const WINDOWS = 20;

/** Measures the time to find the candidates of one pickup, and the share of right ones. */
export function measureCandidates(city: LiveCity): Section {
  const rows = Object.entries(searches).map(([name, prepare]) => ({
    search: name,
    ...measureSearch(city, prepare),
  }));
  const notes = [
    `${CANDIDATES} candidates for each of ${city.counts.riders} pickups on the map, ` +
      `${WINDOWS} windows after ${WARM_UP}. "found" is the share of the ${CANDIDATES} with the ` +
      'least travel time; "soonest found", in how many pickups the first of them was.',
  ];
  return { title: 'Candidates of a pickup', rows, notes };
}

class SearchStatistics {
  readonly prepared: number[] = [];
  readonly searched: number[] = [];
  private readonly found: number[] = [];
  private readonly foundSoonest: number[] = [];

  /** Compares an answer with the soonest drivers. The caller does not time this. */
  addRecall(answer: readonly number[], seconds: Float32Array): void {
    this.found.push(computeRecall(answer, seconds, CANDIDATES));
    this.foundSoonest.push(computeRecall(answer.slice(0, 1), seconds, 1));
  }

  formatRow(): Record<string, number> {
    const sorted = Float64Array.from(this.searched).sort();
    return {
      'p50 µs': percentile(sorted, 0.5) * 1000,
      'p99 µs': percentile(sorted, 0.99) * 1000,
      'index a window, ms': percentile(Float64Array.from(this.prepared).sort(), 0.5),
      'found %': mean(this.found) * 100,
      'soonest found %': mean(this.foundSoonest) * 100,
    };
  }
}

function measureSearch(city: LiveCity, prepare: PrepareSearch): Record<string, number> {
  const { times, counts, riders } = city;
  const random = new SeededRandom(1, 'candidates');
  const estimator = new TravelEstimator(times);
  const supply = new SupplyIndex(estimator);
  const fleet = city.createFleet(random);
  fleet.addTo(supply);
  let statistics = new SearchStatistics();
  for (let window = 0; window < WARM_UP + WINDOWS; window++) {
    if (window === WARM_UP) statistics = new SearchStatistics();
    for (const { driverId, position } of fleet.drive(city.readingsAWindow)) {
      supply.put(driverId, { position });
    }
    // Snapping costs the same in every search, so it is done before the timing starts.
    supply.snapAll();
    const requests = riders.draw(counts.riders, random, 'on map');
    requests.forEach(({ pickup }) => estimator.snap(pickup));
    searchWindow({ supply, requests, estimator }, prepare, statistics);
  }
  return statistics.formatRow();
}

function searchWindow(
  parts: SearchParts,
  prepare: PrepareSearch,
  statistics: SearchStatistics,
): void {
  const begin = performance.now();
  const search = prepare(parts);
  statistics.prepared.push(performance.now() - begin);
  const answers = parts.requests.map((_, request) => {
    const before = performance.now();
    const answer = search(request);
    statistics.searched.push(performance.now() - before);
    return answer;
  });
  const starts = parts.supply.snapAll();
  const seconds = new Float32Array(starts.length);
  parts.requests.forEach(({ pickup }, request) => {
    parts.estimator.prepareTarget(pickup).fillSeconds(starts, seconds);
    statistics.addRecall(answers[request] ?? [], seconds);
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
