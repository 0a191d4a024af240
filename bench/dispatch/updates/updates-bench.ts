import { latLngToCell } from 'h3-js';
import KDBush from 'kdbush';
import type { Position } from '#contracts';
import { SupplyIndex } from '#dispatch';
import { TravelEstimator } from '#geo';
import { SeededRandom } from '#simulation';
import { CELL_RESOLUTION } from '../candidates/searches.js';
import type { Reading } from '../city/driving-fleet.js';
import type { LiveCity } from '../city/live-city.js';
import type { Section } from '../report/dispatch-report.js';

/** Applies the readings of one window to an index. */
type ReadingConsumer = (readings: readonly Reading[]) => void;

/** The number of different positions of each driver, after which the readings repeat. */
const ROUNDS = 16;

/** Measures the location updates per second of each index, with all drivers moving. */
export function measureUpdates(city: LiveCity, seconds: number): Section {
  const random = new SeededRandom(1, 'updates');
  const fleet = city.createFleet(random);
  const supply = new SupplyIndex(new TravelEstimator(city.times));
  fleet.addTo(supply);
  const windows = Array.from({ length: ROUNDS * WINDOWS_A_ROUND }, () =>
    fleet.drive(city.readingsAWindow),
  );
  const put = createPut(supply);
  const snapped: ReadingConsumer = (readings) => {
    put(readings);
    supply.snapAll();
  };
  const rows = [
    { index: 'supply index', take: put, limit: '≥ 500,000' },
    { index: 'supply index, snapped to the road each window', take: snapped, limit: '–' },
    { index: 'Map of positions and H3 cells', take: createCellIndex(), limit: 'peer' },
    { index: 'kdbush, built anew each window', take: createKdbushRebuild(windows), limit: 'peer' },
  ].map(({ index, take, limit }) => {
    return { index, 'updates/s': measurePerSecond(take, windows, seconds), limit };
  });
  const notes = [`${seconds} s each; a window is ${city.readingsAWindow} updates.`];
  return { title: 'Location updates', rows, notes };
}

const WINDOWS_A_ROUND = 8;

function measurePerSecond(
  take: ReadingConsumer,
  windows: readonly Reading[][],
  seconds: number,
): number {
  for (const window of windows) take(window);
  let updates = 0;
  const begin = performance.now();
  const end = begin + seconds * 1000;
  while (performance.now() < end) {
    for (const window of windows) {
      take(window);
      updates += window.length;
    }
  }
  return updates / ((performance.now() - begin) / 1000);
}

const createPut =
  (supply: SupplyIndex): ReadingConsumer =>
  (readings) => {
    for (const reading of readings) supply.put(reading.driverId, reading);
  };

function createCellIndex(): ReadingConsumer {
  const positions = new Map<string, { position: Position; cell: string }>();
  const cells = new Map<string, Set<string>>();
  return (readings) => {
    for (const { driverId, position } of readings) {
      const cell = latLngToCell(position.lat, position.lng, CELL_RESOLUTION);
      const before = positions.get(driverId)?.cell;
      positions.set(driverId, { position, cell });
      if (before === cell) continue;
      if (before !== undefined) cells.get(before)?.delete(driverId);
      const drivers = cells.get(cell);
      if (drivers) drivers.add(driverId);
      else cells.set(cell, new Set([driverId]));
    }
  };
}

function createKdbushRebuild(windows: readonly Reading[][]): ReadingConsumer {
  const positions = new Map<string, Position>();
  for (const { driverId, position } of windows.flat()) positions.set(driverId, position);
  return (readings) => {
    for (const { driverId, position } of readings) positions.set(driverId, position);
    const index = new KDBush(positions.size);
    for (const { lat, lng } of positions.values()) index.add(lng, lat);
    index.finish();
  };
}
