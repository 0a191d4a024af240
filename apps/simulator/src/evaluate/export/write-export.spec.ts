import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { StatusLine } from '../../progress/status-line.js';
import type { Evaluation } from '../evaluation.js';
import { readEvaluateOptions } from '../options/read-evaluate-options.js';
import { runEvaluation } from '../run-evaluation.js';
import { createExportFolder, writeExport } from './write-export.js';

const silent = new StatusLine({ write: () => undefined });
const small = ['--riders-per-hour', '20', '--drivers', '5', '--no-cache', '--window', '30'];

type Row = Record<string, string>;

describe('writeExport', () => {
  let folder = '';
  let evaluation: Evaluation;
  beforeAll(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'export-')), 'day');
    const options = readEvaluateOptions([...small, '--policy', 'nearest,anticipatory']);
    const { city, ...rest } = await runEvaluation(options, silent);
    const requests = city.requests.map((each, i) => (i === 0 ? { ...each, id: '=cmd()' } : each));
    evaluation = { ...rest, city: { ...city, requests } };
    await createExportFolder(folder);
    await writeExport(folder, evaluation, silent);
  });
  afterAll(() => rm(path.dirname(folder), { recursive: true }));

  const read = async (policy: string, file: string): Promise<Row[]> =>
    parse(await readFile(path.join(folder, policy, file)), { columns: true });

  it('the trips are those of the evaluation, with waits that fit their times', async () => {
    for (const { policy, kpis } of evaluation.results) {
      const trips = await read(policy, 'trips.csv');
      expect(trips).toHaveLength(kpis.requests);
      const served = trips.filter(({ status }) => status === 'served');
      expect(served).toHaveLength(kpis.served);
      for (const { departure_time, pickup_time, wait_seconds } of served) {
        const seconds = (Date.parse(pickup_time!) - Date.parse(departure_time!)) / 1_000;
        expect(Math.abs(seconds - Number(wait_seconds))).toBeLessThan(0.06);
      }
    }
  });

  it('the legs of each car follow one another and add up to all kilometres', async () => {
    for (const { policy, kpis } of evaluation.results) {
      const legs = await read(policy, 'car-legs.csv');
      const last = new Map<string, Row>();
      for (const leg of legs) {
        const before = last.get(leg['vehicle_id']!);
        last.set(leg['vehicle_id']!, leg);
        expect(Date.parse(leg['arrives']!)).toBeGreaterThanOrEqual(Date.parse(leg['departs']!));
        if (!before) continue;
        expect(Date.parse(leg['departs']!)).toBeGreaterThanOrEqual(Date.parse(before['arrives']!));
        expect([leg['from_lat'], leg['from_lon']]).toEqual([before['to_lat'], before['to_lon']]);
      }
      const meters = legs.reduce((sum, leg) => sum + Number(leg['meters']), 0);
      const total = kpis.pickupMeters + kpis.tripMeters + kpis.repositionMeters;
      expect(Math.abs(meters / total - 1)).toBeLessThan(0.01);
    }
  });

  it('the occupancy adds up to all kilometres', async () => {
    for (const { policy, kpis } of evaluation.results) {
      const rows = await read(policy, 'occupancy.csv');
      const km = rows.reduce((sum, row) => sum + Number(row['km']), 0);
      const total = kpis.pickupMeters + kpis.tripMeters + kpis.repositionMeters;
      expect(Math.abs(km - total / 1_000)).toBeLessThan(0.1);
    }
  });

  it('the GeoJSON has one line for each row', async () => {
    const text = await readFile(path.join(folder, 'nearest', 'trips.geojson'), 'utf8');
    const { type, features } = JSON.parse(text) as { type: string; features: object[] };
    expect(type).toBe('FeatureCollection');
    expect(features).toHaveLength(evaluation.city.requests.length);
    const { origin, destination } = evaluation.city.requests[0]!;
    expect(features[0]).toMatchObject({
      geometry: {
        type: 'LineString',
        coordinates: [
          [origin.lng, origin.lat],
          [destination.lng, destination.lat],
        ],
      },
    });
  });

  it('a cell that a spreadsheet would run is exported as text', async () => {
    const [first] = await read('nearest', 'trips.csv');
    expect(first!['request_id']).toBe("'=cmd()");
  });

  it('a file instead of a folder, and a folder in no folder, are refused', async () => {
    const file = path.join(path.dirname(folder), 'file');
    await writeFile(file, '');
    await expect(createExportFolder(file)).rejects.toThrow(/takes a folder/);
    await expect(createExportFolder(path.join(folder, 'no', 'such'))).rejects.toThrow(
      /can't be created/,
    );
  });
});
