import { beforeAll, describe, expect, it } from '@jest/globals';
import { inflateRawSync } from 'node:zlib';
import { StatusLine } from '../../../progress/status-line.js';
import type { Evaluation } from '../../evaluation.js';
import { readEvaluateOptions } from '../../options/read-evaluate-options.js';
import { runEvaluation } from '../../run-evaluation.js';
import { createDayGrid, GRID_LAYERS, sumLayer, type DayGrid, type GridLayer } from './day-grid.js';
import { mapFrame } from './map-frame.js';
import { playerData } from './player-data.js';

const silent = new StatusLine({ write: () => undefined });
const CARS = 5;

describe('createDayGrid', () => {
  let evaluation: Evaluation;
  let day: DayGrid;
  beforeAll(async () => {
    const args = ['--riders-per-hour', '40', '--drivers', String(CARS), '--no-cache'];
    const policies = ['--policy', 'nearest,anticipatory', '--seats', '2', '--window', '30'];
    const fleet = ['--shifts', '00:00-14:00*60%,08:00-24:00', '--cancel-after', '400s'];
    const batteries = ['--stations', '2*1*50kW', '--charge-below', '0.6'];
    evaluation = await runEvaluation(
      readEvaluateOptions([...args, ...policies, ...fleet, ...batteries]),
      silent,
    );
    const frame = mapFrame(evaluation.city.times.network);
    day = createDayGrid(evaluation, frame.pixelsPerKm);
  });

  const total = (policy: number, layer: GridLayer, frame?: number): number => {
    const frames = frame === undefined ? undefined : ([frame, frame + 1] as const);
    return sumLayer(day, { policy, layer }, frames).reduce((sum, each) => sum + each, 0);
  };
  const framesOfDay = () => Array.from({ length: day.frames }, (_, frame) => frame);

  it('every request counts once, as served or as lost', () => {
    for (const [policy, { kpis }] of evaluation.results.entries()) {
      expect([total(policy, 'served'), total(policy, 'lost')]).toEqual([kpis.served, kpis.lost]);
    }
  });

  it('each car is at one place at each time, free or busy', () => {
    for (const policy of evaluation.results.keys()) {
      const states = ['free', 'busy', 'away'] as const;
      const cars = framesOfDay().map((n) =>
        states.reduce((sum, state) => sum + total(policy, state, n), 0),
      );
      expect(new Set(cars)).toEqual(new Set([CARS]));
    }
  });

  it('the busy cars and those away are those of the samples of the fleet', () => {
    for (const [policy, { record }] of evaluation.results.entries()) {
      const samples = new Map(record.fleet.map((states) => [states.atSeconds, states]));
      const compared = framesOfDay().flatMap((frame) => {
        const states = samples.get(day.startSeconds + frame * day.intervalSeconds);
        const [busy, away] = [total(policy, 'busy', frame), total(policy, 'away', frame)];
        return states ? [{ busy, away, states }] : [];
      });
      expect(compared.length).toBeGreaterThan(day.frames / 2);
      expect(compared.some(({ away, states }) => away > 0 && states.charging > 0)).toBe(true);
      // A car that changes in the window of the sample may count as before it or as after it.
      const differences = compared.flatMap(({ busy, away, states }) => [
        Math.abs(busy - states.toPickup - states.withRider),
        Math.abs(away - states.charging - states.offDuty),
      ]);
      expect(Math.max(...differences)).toBeLessThanOrEqual(2);
      const sum = differences.reduce((all, each) => all + each, 0);
      expect(sum / differences.length).toBeLessThan(0.2);
    }
  });

  it('the riders who wait are those between departure and pickup or loss', () => {
    const { record } = evaluation.results[0]!;
    for (const frame of framesOfDay()) {
      const at = day.startSeconds + frame * day.intervalSeconds;
      const waiting = evaluation.city.requests.filter(({ departureSeconds }, i) => {
        const ride = record.rides[i]!;
        const until = ride.status === 'served' ? ride.pickedUpSeconds : ride.atSeconds;
        return departureSeconds <= at && at < until;
      });
      expect(total(0, 'waiting', frame)).toBe(waiting.length);
    }
  });

  it('the data of the player are the same counts', () => {
    const data = playerData(day, mapFrame(evaluation.city.times.network));
    const bytes = inflateRawSync(Buffer.from(data.counts, 'base64'));
    const counts = day.policies.flatMap((each) => [...each]);
    expect(bytes.length).toBe(2 * counts.length);
    expect(counts.every((count, i) => bytes.readUInt16LE(2 * i) === count)).toBe(true);
    const perPolicy = GRID_LAYERS.length * data.frames * data.cells.length;
    expect(counts).toHaveLength(2 * perPolicy);
    expect(data.busiest).toBeLessThan(data.frames);
  });
});
