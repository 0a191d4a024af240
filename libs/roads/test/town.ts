import { greatCircleMeters } from '#geo';
import type { TestLink, TestNetwork } from './road-files.js';

const ROWS = 4;
const COLUMNS = 5;
const SOUTH = 40.7;
const WEST = -74;
const KMPH = 36;

const nodes = Array.from({ length: ROWS * COLUMNS }, (_, i) => {
  return [WEST + (i % COLUMNS) * 0.002, SOUTH + Math.floor(i / COLUMNS) * 0.001] as const;
});

/** Straight streets between neighbours, in both directions, at 36 km/h. */
function link(from: number, to: number): TestLink {
  const [a, b] = [nodes[from]!, nodes[to]!];
  const length = greatCircleMeters({ lng: a[0], lat: a[1] }, { lng: b[0], lat: b[1] });
  return { from, to, length, seconds: (length / KMPH) * 3.6 };
}

const links = nodes.flatMap((_, i) => {
  const east = i % COLUMNS < COLUMNS - 1 ? [link(i, i + 1), link(i + 1, i)] : [];
  const north = i + COLUMNS < nodes.length ? [link(i, i + COLUMNS), link(i + COLUMNS, i)] : [];
  return [...east, ...north];
});

/** A town of 20 junctions and 62 one-way links in a grid. */
export const town: TestNetwork = { nodes, links };
