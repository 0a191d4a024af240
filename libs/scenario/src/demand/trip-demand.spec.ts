import { describe, expect, it } from '@jest/globals';
import { itOnManhattan, manhattanFile } from '#testing';
import { readVehicles } from '../fleet/fleet.js';
import { readRequests } from './trip-demand.js';

const header = 'request_id,o_lat,o_lon,d_lat,d_lon,departure_time,passengers';
const row = (fields: Partial<Record<'id' | 'lat' | 'lon' | 'time' | 'people', string>> = {}) => {
  const { id = 'r1', lat = '40.7', lon = '-73.9' } = fields;
  const { time = '2014-12-21 00:01:00', people = '1' } = fields;
  return [id, lat, lon, '40.8', '-73.95', time, people].join(',');
};
const read = (...lines: string[]) => readRequests(lines.join('\n'), 'day.csv');
const departure = (time: string) => read(header, row({ time }))[0]!.departureMs;

describe('readRequests', () => {
  it('each row becomes a request', () => {
    expect(read(header, row())).toEqual([
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
  ])('the departure time may have %s', (_, time) => {
    expect(departure(time)).toBe(Date.UTC(2014, 11, 21, 0, 1));
  });

  it('departure seconds count from midnight of the first day, in ascending order', () => {
    const demand = read(
      header,
      row({ id: 'c', time: '2014-12-22 00:00:01.5' }),
      row({ id: 'b', time: '2014-12-21 23:00:00' }),
      row({ id: 'a', time: '2014-12-21 23:00:00' }),
    );
    expect(demand.map(({ id, departureSeconds }) => [id, departureSeconds])).toEqual([
      ['b', 82_800],
      ['a', 82_800],
      ['c', 86_401.5],
    ]);
  });

  it('byte order mark, CRLF, empty lines, quotes and other columns do not change the result', () => {
    const odd = [
      '\uFEFFcolour,d_lon,d_lat,"o_lon", o_lat,request_id,departure_time',
      '',
      'red,-73.95,40.8,"-73.9", 40.7 ,r1,2014-12-21 00:01:00',
      '',
    ].join('\r\n');
    expect(readRequests(odd, 'odd.csv')).toEqual(read(header, row()));
  });

  it('a missing or zero number of passengers counts as one', () => {
    expect(read(header, row({ people: '0' }))[0]!.passengers).toBe(1);
    expect(read(header, row({ people: '' }))[0]!.passengers).toBe(1);
  });

  it.each([
    [row({ lat: 'north' }), 'line 3, o_lat: "north" is not a number'],
    [row({ lat: '0x1F' }), 'line 3, o_lat: "0x1F" is not a number'],
    [row({ lat: 'NaN' }), 'line 3, o_lat: "NaN" is not a number'],
    [row({ lat: '' }), 'line 3, o_lat: is empty'],
    [row({ lat: '90.1' }), 'line 3, o_lat: "90.1" is not between -90 and 90'],
    [row({ lon: '-181' }), 'line 3, o_lon: "-181" is not between -180 and 180'],
    [row({ lon: '1e999' }), 'line 3, o_lon: "1e999" is not between -180 and 180'],
    [row({ id: '' }), 'line 3, request_id: is empty'],
    [row({ id: 'r0' }), 'line 3, request_id: "r0" is already on line 2'],
    [row({ time: 'noon' }), 'line 3, departure_time: "noon" is not a date and time (ISO 8601)'],
    [row({ time: '2014-02-30 00:00' }), 'line 3, departure_time: "2014-02-30 00:00" is not'],
    [row({ time: '2014-02-03 24:00' }), 'line 3, departure_time: "2014-02-03 24:00" is not'],
    [row({ time: '2014-02-03 09:00+25' }), 'line 3, departure_time: "2014-02-03 09:00+25" is not'],
    [row({ people: '1.5' }), 'line 3, passengers: is not a whole number'],
    [row({ people: '-1' }), 'line 3, passengers: "-1" is not between'],
    ['r1,40.7', 'line 3, o_lon: is empty'],
    ['r1,"40.7', 'line 3: Quote'],
  ])('an invalid row is refused with file, line and field: %s', (line, message) => {
    const broken = () => read(header, row({ id: 'r0' }), line);
    expect(broken).toThrow(`day.csv: ${message}`);
  });

  it.each([
    ['', 'line 1: the file is empty'],
    ['\uFEFF', 'line 1: the file is empty'],
    [header, 'line 1: no rows follow the header'],
    [`${header.replace('d_lat', 'dlat')}\n${row()}`, 'line 1, d_lat: the column is missing'],
    [`${header},o_lat\n${row()},1`, 'line 1, o_lat: the column is there twice'],
  ])('a file without rows or needed columns is refused: %j', (text, message) => {
    expect(() => readRequests(text, 'day.csv')).toThrow(`day.csv: ${message}`);
  });

  itOnManhattan(it)(
    'the Manhattan day has 19,979 requests, 3,102 of them from 21:00 to 22:00',
    () => {
      const demand = readRequests(manhattanFile('nyc_20k.csv'), 'nyc_20k.csv');
      const peak = demand.filter(({ departureSeconds: s }) => s >= 75_600 && s < 79_200);
      expect([demand.length, peak.length]).toEqual([19_979, 3_102]);
    },
  );
});

describe('readVehicles', () => {
  it('the vehicles keep the order of the file', () => {
    const text = 'vehicle_id,lat,lon,soc\r\nv2,40.7,-73.9,1\r\nv1,40.8,-74,1\r\n';
    expect(readVehicles(text, 'fleet.csv')).toEqual([
      { id: 'v2', position: { lat: 40.7, lng: -73.9 } },
      { id: 'v1', position: { lat: 40.8, lng: -74 } },
    ]);
  });

  it('an invalid vehicle is refused with file, line and field', () => {
    const broken = () => readVehicles('vehicle_id,lat,lon\nv1,40,-74\nv1,40,-74', 'fleet.csv');
    expect(broken).toThrow('fleet.csv: line 3, vehicle_id: "v1" is already on line 2');
  });

  itOnManhattan(it)('the Manhattan fleets have 200 and 1,200 vehicles', () => {
    const fleet = (name: string) => readVehicles(manhattanFile(name), name);
    expect([fleet('nyc_200.csv').length, fleet('nyc_1200.csv').length]).toEqual([200, 1_200]);
  });
});
