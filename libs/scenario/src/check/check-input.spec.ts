import { describe, expect, it } from '@jest/globals';
import { generateGrid } from '#geo';
import type { CityReadings } from '../city/read-city-files.js';
import { generateDemand } from '../demand/generate-demand.js';
import type { TripDemand } from '../demand/trip-demand.js';
import { generateFleet } from '../fleet/generate-fleet.js';
import { checkInput, type InputCheckParts } from './check-input.js';
import type { Finding } from './finding.js';
import { assertAccepted } from './input-check-text.js';

const network = generateGrid();
const requests = generateDemand({ network, seed: 1, minutes: 600, requestsPerHour: 60 });
const vehicles = generateFleet(network, 20, () => 0.5);

const readings: CityReadings = {
  requests: {
    source: 'day.csv',
    dialect: 'CSV, comma, utf-8',
    rows: requests.length,
    leftOut: [],
    format: 'tripstream',
    title: 'Tripstream requests',
    wasDetected: true,
    note: undefined,
    stampKind: 'dates',
    timeZone: 'UTC',
    assumed: { skipped: 0, repeated: 0 },
    midnightMs: 0,
  },
  vehicles: { source: 'fleet.csv', dialect: 'CSV, comma, utf-8', rows: 20, leftOut: [] },
  offMap: 0,
  roads: [],
};

/** Roads on which every ride takes 600 s for 3 km, which is 18 km/h. */
const findTravel = () => ({ durationSeconds: 600, distanceMeters: 3_000 });

const check = (changes: Partial<InputCheckParts> = {}) =>
  checkInput({ network, requests, vehicles, readings, findTravel, ...changes });

const find = (changes: Partial<InputCheckParts>, code: string): Finding | undefined =>
  check(changes).findings.find((finding) => finding.code === code);

const change = (to: (request: TripDemand, index: number) => Partial<TripDemand>): TripDemand[] =>
  requests.map((request, i) => ({ ...request, ...to(request, i) }));

describe('checkInput', () => {
  it('a city without a fault has notes only', () => {
    const { findings, offMap } = check();
    expect(findings.map(({ level }) => level)).not.toContain('refusal');
    expect(findings.filter(({ level }) => level === 'warning')).toEqual([]);
    expect(findings.at(-1)).toMatchObject({ code: 'layout', level: 'note' });
    expect(offMap).toEqual({
      examined: requests.length,
      beyond200m: 0,
      beyond500m: 0,
      beyond2km: 0,
      leftOut: 0,
    });
  });

  it('requests of another city are refused, and --accept-input is named', () => {
    const far = change(() => ({ origin: { lat: 39.7, lng: -105 } }));
    const found = check({ requests: far });
    expect(found.findings[0]).toMatchObject({
      code: 'requests-off-map',
      level: 'refusal',
      percent: 100,
    });
    expect(() => assertAccepted(found, 'day.csv')).toThrow(
      /another city than the roads\? \(--accept-input/,
    );
  });

  it('swapped coordinates are named as such', () => {
    const swap = ({ lat, lng }: TripDemand['origin']) => ({ lat: lng, lng: lat });
    const swapped = change(({ origin, destination }) => ({
      origin: swap(origin),
      destination: swap(destination),
    }));
    expect(find({ requests: swapped }, 'requests-off-map')).toMatchObject({
      level: 'refusal',
      remedy: expect.stringMatching(/Latitude and longitude are swapped/),
    });
  });

  it('a few requests off the map are warned about with their ids, by distance', () => {
    const some = change(({ origin }, i) =>
      i % 10 === 0 ? { origin: { lat: origin.lat + 5, lng: origin.lng } } : {},
    );
    const { offMap, findings } = check({ requests: some });
    const count = Math.ceil(requests.length / 10);
    expect(offMap).toMatchObject({ beyond200m: count, beyond500m: count, beyond2km: count });
    expect(findings[0]).toMatchObject({
      level: 'warning',
      count,
      examples: [some[0]!.id, some[10]!.id, some[20]!.id],
    });
  });

  it.each([
    ['a few requests off the map that are left out are a note', 0.1, 'note'],
    ['more requests off the map than on it are refused', 0.6, 'refusal'],
  ] as const)('%s', (_sentence, share, level) => {
    const offMap = Math.round(requests.length * share);
    const found = find({ readings: { ...readings, offMap } }, 'requests-left-out');
    expect(found).toMatchObject({ level, count: offMap });
    expect(found?.percent).toBeCloseTo(100 * share, 0);
  });

  it('a fleet of another city is refused', () => {
    const far = vehicles.map(({ id }) => ({ id, position: { lat: 39.7, lng: -105 } }));
    expect(find({ vehicles: far }, 'vehicles-off-map')).toMatchObject({
      level: 'refusal',
      count: 20,
    });
  });

  it('recorded rides of 2.7 times the time of the roads name the factor', () => {
    const slow = change(() => ({ recordedSeconds: 1_620 }));
    expect(find({ requests: slow }, 'recorded-durations')).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/2\.70 times/),
      remedy: '--speed-factor 0.37 brings the roads to the records',
    });
    expect(find({ requests: slow, speedFactor: 0.37 }, 'recorded-durations')?.level).toBe('note');
  });

  it('roads that are faster than traffic are warned about', () => {
    const fast = () => ({ durationSeconds: 240, distanceMeters: 3_000 });
    expect(find({ findTravel: fast }, 'road-speeds')?.text).toMatch(/45 km\/h/);
    expect(find({}, 'road-speeds')).toBeUndefined();
  });

  it.each([
    [
      'identical-requests',
      () => [...requests, ...requests].sort((a, b) => a.departureMs - b.departureMs),
    ],
    ['places-at-zero', () => change((_, i) => (i === 0 ? { origin: { lat: 0, lng: 0 } } : {}))],
    ['zero-length-requests', () => change(({ origin }) => ({ destination: origin }))],
    ['riders-above-seats', () => change((_, i) => (i === 3 ? { passengers: 7 } : {}))],
    ['coarse-stamps', () => change((_, i) => ({ departureSeconds: i * 900 }))],
    ['short-period', () => change((_, i) => ({ departureSeconds: i }))],
    [
      'requests-outside-period',
      () => [...requests, { ...requests[0]!, id: 'late', departureSeconds: 864_000 }],
    ],
  ])('the finding %s is a warning', (code, broken) => {
    expect(find({ requests: broken() }, code)?.level).toBe('warning');
    expect(find({}, code)).toBeUndefined();
  });

  it('ids with control characters are shown without them', () => {
    const hostile = change((_, i) => (i === 3 ? { id: '\u001b[2J=cmd()', passengers: 7 } : {}));
    const found = find({ requests: hostile }, 'riders-above-seats');
    expect(found?.examples).toEqual(['\uFFFD[2J=cmd()']);
  });

  it('rows that were left out and times that were assumed are told', () => {
    const leftOut = [
      { kind: 'bad', reason: 'o_lat is empty', count: 9, examples: ['line 2'] },
    ] as const;
    const reading = {
      ...readings.requests,
      rows: 10,
      leftOut,
      assumed: { skipped: 2, repeated: 1 },
    };
    const { findings } = check({ readings: { ...readings, requests: reading } });
    expect(findings.map(({ code }) => code)).toEqual([
      'rows-bad',
      'skipped-times',
      'repeated-times',
      'layout',
    ]);
    expect(findings[0]?.level).toBe('refusal');
  });
});
