import { afterAll, describe, expect, it } from '@jest/globals';
import { itOnManhattan, manhattanPath } from '#testing';
import { InputFiles } from '../../test/input-files.js';
import { readFleet } from './fleet.js';

const files = new InputFiles();
afterAll(() => files.remove());

describe('readFleet', () => {
  it('the vehicles keep the order of the file', async () => {
    const text = 'vehicle_id,lat,lon,colour\r\nv2,40.7,-73.9,red\r\nv1,40.8,-74,blue\r\n';
    const { vehicles } = await readFleet(files.write('fleet.csv', text));
    expect(vehicles).toEqual([
      { id: 'v2', position: { lat: 40.7, lng: -73.9 } },
      { id: 'v1', position: { lat: 40.8, lng: -74 } },
    ]);
  });

  it('seats, charge, shift and type are kept where the file has them', async () => {
    const text =
      'vehicle_id,lat,lon,seats,initial_soc,shift_start,shift_end,mechatronics_id\n' +
      'v1,40.7,-73.9,6,0.8,06:00,14:00,leaf_50\nv2,40.7,-73.9,,,,,\n';
    const { vehicles } = await readFleet(files.write('full.csv', text));
    expect(vehicles[0]).toMatchObject({
      seats: 6,
      initialSoc: 0.8,
      shift: { startSeconds: 21_600, endSeconds: 50_400 },
      mechatronicsId: 'leaf_50',
    });
    expect(vehicles[1]).toEqual({ id: 'v2', position: { lat: 40.7, lng: -73.9 } });
  });

  it('an invalid vehicle is refused with file, line and field', async () => {
    const file = files.write('bad.csv', 'vehicle_id,lat,lon\nv1,40,-74\nv1,40,-74');
    await expect(readFleet(file)).rejects.toThrow('line 3, vehicle_id: "v1" is already on line 2');
    const charge = files.write('soc.csv', 'vehicle_id,lat,lon,initial_soc\nv1,40,-74,80');
    await expect(readFleet(charge)).rejects.toThrow('"80" is not between 0 and 1');
  });

  it('a shift needs two times of day', async () => {
    const header = 'vehicle_id,lat,lon,shift_start,shift_end\n';
    const refused = async (row: string, reason: RegExp) => {
      const file = files.write('shift.csv', `${header}${row}\n`);
      await expect(readFleet(file)).rejects.toThrow(reason);
    };
    await refused('v1,40,-74,06:00,', /line 2, shift_end: is empty, and shift_start is not/);
    await refused('v1,40,-74,,06:00', /line 2, shift_start: is empty, and shift_end is not/);
    await refused('v1,40,-74,06:00,noon', /"noon" is no time of day, such as 06:00/);
    await refused('v1,40,-74,6,14', /"6" is no time of day/);
    const file = files.write('seconds.csv', `${header}v1,40,-74,79200,21600\n`);
    const { vehicles } = await readFleet(file);
    expect(vehicles[0]?.shift).toEqual({ startSeconds: 79_200, endSeconds: 21_600 });
  });

  it('columns of another name are found by --columns', async () => {
    const file = files.write('named.csv', 'Taxi;Breite;Länge\nv1;40,5;-74\n');
    const columns = { vehicle_id: 'taxi', lat: 'breite', lon: 'länge' };
    const { vehicles } = await readFleet(file, { columns });
    expect(vehicles).toEqual([{ id: 'v1', position: { lat: 40.5, lng: -74 } }]);
  });

  itOnManhattan(it)('the Manhattan fleets have 200 and 1,200 vehicles', async () => {
    const size = async (name: string) => (await readFleet(manhattanPath(name))).vehicles.length;
    expect([await size('nyc_200.csv'), await size('nyc_1200.csv')]).toEqual([200, 1_200]);
  });
});
