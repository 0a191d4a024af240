import { TravelTimes, generateGrid, type RoadNetwork } from '#geo';
import { SeededRandom } from '#simulation';
import type { BenchCity } from '../city/bench-city.js';
import type { Section } from '../report/dispatch-report.js';

const WARM_UP = 2_000;
const QUERIES = 20_000;
/** Rows take milliseconds each, so fewer of them are computed. */
const ROWS = 50;
/** About 50,000 junctions, a city and its suburbs. */
const LARGE_GRID = { rows: 500, columns: 100 };

/** Measures the travel time between two junctions, by a search between them and by a row. */
export function measureTravel(city: BenchCity, log: (text: string) => void): Section {
  const rows = [city.times.network, generateGrid(LARGE_GRID)].map((network) => {
    log(`travel time between two of ${network.nodeCount} junctions`);
    return measureNetwork(network);
  });
  const notes = [
    `CPU time. ${QUERIES.toLocaleString('en')} random pairs of junctions after ${WARM_UP}, and ` +
      `${ROWS} rows without a cache. "MB" is the memory of the hierarchy and its search; a row ` +
      'takes 8 bytes a junction, for each target.',
  ];
  return { title: 'Travel time between two junctions', rows, notes };
}

function measureNetwork(network: RoadNetwork): Record<string, string | number> {
  const times = new TravelTimes(network, { maxBytes: 0 });
  const random = new SeededRandom(1, 'travel');
  const { routableNodes } = network;
  const draw = () => routableNodes[Math.floor(random.next() * routableNodes.length)] ?? 0;
  const pairs = Array.from({ length: WARM_UP + QUERIES }, () => [draw(), draw()] as const);
  const before = process.memoryUsage().arrayBuffers;
  const build = measureCpu(() => times.preparePointToPoint());
  const bytes = process.memoryUsage().arrayBuffers - before;
  for (const [from, to] of pairs.slice(0, WARM_UP)) times.findTravel(from, to);
  const find = measureCpu(() => {
    for (const [from, to] of pairs.slice(WARM_UP)) times.findTravel(from, to);
  });
  const row = measureCpu(() => {
    for (const [from, to] of pairs.slice(0, ROWS)) times.seconds(from, to);
  });
  return {
    junctions: network.nodeCount.toLocaleString('en'),
    'search, µs': (find * 1e6) / QUERIES,
    'row, µs': (row * 1e6) / ROWS,
    'preparation, s': build,
    MB: bytes / 1e6,
  };
}

/** @returns seconds of CPU */
function measureCpu(action: () => void): number {
  const begin = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}
