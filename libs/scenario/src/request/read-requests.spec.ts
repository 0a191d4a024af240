import { afterAll, describe, expect, it } from '@jest/globals';
import { itOnManhattan, manhattanPath } from '#testing';
import { InputFiles } from '../../test/input-files.js';
import type { TripDemand } from '../demand/trip-demand.js';
import type { TableOptions } from './read-options.js';
import { readRequests } from './read-requests.js';

const header = 'request_id,o_lat,o_lon,d_lat,d_lon,departure_time,passengers';

const row = (fields: Partial<Record<'id' | 'lat' | 'lon' | 'time' | 'people', string>> = {}) => {
  const { id = 'r1', lat = '40.7', lon = '-73.9' } = fields;
  const { time = '2014-12-21 00:01:00', people = '1' } = fields;
  return [id, lat, lon, '40.8', '-73.95', time, people].join(',');
};

const files = new InputFiles();
afterAll(() => files.remove());

const read = async (
  lines: readonly string[],
  options: Partial<TableOptions> = {},
): Promise<readonly TripDemand[]> =>
  (await readRequests(files.write('day.csv', lines.join('\n')), options)).requests;

const departure = async (time: string): Promise<number | undefined> =>
  (await read([header, row({ time })]))[0]?.departureMs;

describe('readRequests', () => {
  it('each row becomes a request', async () => {
    expect(await read([header, row()])).toEqual([
      {
        id: 'r1',
        origin: { lat: 40.7, lng: -73.9 },
        destination: { lat: 40.8, lng: -73.95 },
        passengers: 1,
        departureSeconds: 60,
        departureMs: Date.UTC(2014, 11, 21, 0, 1),
      },
    ]);
  });

  it.each([
    ['a blank', '2014-12-21 00:01:00'],
    ["a 'T'", '2014-12-21T00:01:00'],
    ['a zone', '2014-12-21T00:01:00Z'],
    ['an offset', '2014-12-20 19:01:00-05:00'],
    ['a short offset', '2014-12-21 01:01:00 +01'],
    ['no seconds', '2014-12-21 00:01'],
    ['microseconds', '2014-12-21 00:01:00.000999'],
  ])('the departure time may have %s', async (_, time) => {
    expect(await departure(time)).toBe(Date.UTC(2014, 11, 21, 0, 1));
  });

  it('departure seconds count from midnight of the first day, in ascending order', async () => {
    const demand = await read([
      header,
      row({ id: 'c', time: '2014-12-22 00:00:01.5' }),
      row({ id: 'b', time: '2014-12-21 23:00:00' }),
      row({ id: 'a', time: '2014-12-21 23:00:00' }),
    ]);
    expect(demand.map(({ id, departureSeconds }) => [id, departureSeconds])).toEqual([
      ['b', 82_800],
      ['a', 82_800],
      ['c', 86_401.5],
    ]);
  });

  it('a missing or zero number of passengers counts as one', async () => {
    expect((await read([header, row({ people: '0' })]))[0]?.passengers).toBe(1);
    expect((await read([header, row({ people: '' })]))[0]?.passengers).toBe(1);
  });

  it.each([
    [row({ lat: 'north' }), 'line 3, o_lat: "north" is not a number'],
    [row({ lat: '0x1F' }), 'line 3, o_lat: "0x1F" is not a number'],
    [row({ lat: 'NaN' }), 'line 3, o_lat: "NaN" is not a number'],
    [row({ lat: '' }), 'line 3, o_lat: is empty'],
    [row({ lat: '90.1' }), 'line 3, o_lat: "90.1" is not between -90 and 90'],
    [row({ lon: '-181' }), 'line 3, o_lon: "-181" is not between -180 and 180'],
    [row({ lon: '1e999' }), 'line 3, o_lon: "1e999" is not between -180 and 180'],
    [
      row({ lat: '-104.9' }),
      /"-104.9" is not between -90 and 90. Latitude and longitude may be swapped/,
    ],
    [row({ lat: '40720845' }), /is not between -90 and 90. It may be degrees × 1,000,000/],
    [row({ lon: '583960.5' }), /is not between -180 and 180. It may be a projected coordinate/],
    [row({ id: '' }), 'line 3, request_id: is empty'],
    [row({ id: 'r0' }), 'line 3, request_id: "r0" is already on line 2'],
    [row({ time: 'noon' }), 'line 3, departure_time: "noon" is not a date and time. Known forms: '],
    [row({ time: '2014-02-30 00:00' }), 'line 3, departure_time: "2014-02-30 00:00" is not'],
    [row({ time: '2014-02-03 24:00' }), 'line 3, departure_time: "2014-02-03 24:00" is not'],
    [row({ time: '2014-02-03 09:00+25' }), 'line 3, departure_time: "2014-02-03 09:00+25" is not'],
    [row({ time: '900' }), 'line 3, departure_time: "900" is not a date and time'],
    [row({ people: '1.5' }), 'line 3, passengers: "1.5" is not a whole number'],
    [row({ people: '-1' }), 'line 3, passengers: "-1" is not between'],
    [row({ people: 'two' }), 'line 3, passengers: "two" is not a number'],
  ])('the row %s is refused with file, line and field', async (bad, message) => {
    const broken = read([header, row({ id: 'r0' }), bad]);
    await expect(broken).rejects.toThrow(message);
    await expect(broken).rejects.toThrow(/day\.csv: line 3/);
  });

  it('up to twenty problems are listed at once, and the others are counted', async () => {
    const bad = Array.from({ length: 30 }, (_, i) => row({ id: `r${i}`, lat: 'x', time: 'y' }));
    const lines = await read([header, ...bad]).then(
      () => [],
      (error: unknown) => (error as Error).message.split('\n'),
    );
    expect(lines[0]).toMatch(/day\.csv: 60 problems$/);
    expect(lines).toHaveLength(22);
    expect(lines[21]).toBe('  and 40 more');
  });

  it('bad rows are left out on request, and counted by reason with examples', async () => {
    const lines = [header, row(), row({ id: 'r2', lat: 'x' }), row({ id: 'r3', lat: 'y' }), row()];
    const file = files.write('bad.csv', lines.join('\n'));
    const { requests, reading } = await readRequests(file, { skipBadRows: true });
    expect(requests.map(({ id }) => id)).toEqual(['r1']);
    expect(reading).toMatchObject({
      rows: 4,
      leftOut: [
        {
          kind: 'bad',
          reason: 'o_lat is not a number',
          count: 2,
          examples: ['line 3: "x"', 'line 4: "y"'],
        },
        { kind: 'bad', reason: 'request_id is already on line 2', count: 1 },
      ],
    });
  });

  it.each([
    ['', 'line 1: the file is empty'],
    ['\uFEFF', 'line 1: the file is empty'],
    ['\n\n', 'line 1: the file is empty'],
    [header, 'line 1: no rows follow the header'],
    [
      `${header.replace('d_lat', 'e_lat')}\n${row()}`,
      /the column d_lat is missing \(is it "e_lat"\?\)/,
    ],
    [`${header},o_lat\n${row()},1`, 'the header, o_lat: the column "o_lat" is there twice'],
    ['a\u001b[2J,b\n1,2', /no known layout .*: a\uFFFD\[2J, b/],
    ['a,b\n1,2', /these columns are of no known layout .*: a, b/],
    [`${header}\n"r1,40`, 'a quote (") is opened and never closed'],
  ])('the file %j is refused', async (text, message) => {
    await expect(readRequests(files.write('odd.csv', text))).rejects.toThrow(message);
  });

  it('a missing file and a folder are refused by name', async () => {
    await expect(readRequests('/no/such.csv')).rejects.toThrow(
      '/no/such.csv: there is no such file',
    );
    await expect(readRequests('/tmp')).rejects.toThrow(/\/tmp: is a folder/);
  });

  itOnManhattan(it)('the Manhattan day has 19,979 requests, most of them at 21:00', async () => {
    const { requests } = await readRequests(manhattanPath('nyc_20k.csv'));
    const hours = new Map<number, number>();
    for (const { departureSeconds } of requests) {
      const hour = Math.floor(departureSeconds / 3_600);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    expect(requests).toHaveLength(19_979);
    expect([...hours].sort(([, a], [, b]) => b - a)[0]).toEqual([21, 3_102]);
  });
});
