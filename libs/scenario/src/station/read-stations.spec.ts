import { afterAll, describe, expect, it } from '@jest/globals';
import { InputFiles } from '../../test/input-files.js';
import { readStations } from './read-stations.js';

const files = new InputFiles();
afterAll(() => files.remove());

const HEADER = 'station_id,lon,lat,charger_count,charger_id,on_shift_access\n';
const read = (rows: string, header = HEADER) => readStations(files.write('s.csv', header + rows));

describe('readStations', () => {
  it('rows of one station are its kinds of chargers; rows for cars off duty and of pumps are counted', async () => {
    const rows =
      'base,-73.98,40.75,1000,LEVEL_2,FALSE\n' +
      's1,-73.92,40.86,20,DCFC,TRUE\ns1,-73.92,40.86,4,level_1,TRUE\n' +
      's1,-73.92,40.86,300,GAS_PUMP,TRUE\ns2,-73.92,40.86,300,GAS_PUMP,TRUE\n';
    expect(await read(rows)).toEqual({
      offDutyRows: 1,
      pumpRows: 2,
      stations: [
        {
          id: 's1',
          position: { lat: 40.86, lng: -73.92 },
          chargers: [
            { kind: 'DCFC', kilowatts: 50, count: 20 },
            { kind: 'level_1', kilowatts: 3.3, count: 4 },
          ],
        },
      ],
    });
  });

  it('any kind has a power in a column of its own', async () => {
    const header = 'id,lat,lon,count,charger,charger_kw\n';
    const { stations } = await read('s1,40.8,-73.9,2,HPC,150\n', header);
    expect(stations[0]?.chargers).toEqual([{ kind: 'HPC', kilowatts: 150, count: 2 }]);
  });

  it('an unknown kind, half a charger and a station without a place are refused with line and field', async () => {
    await expect(read('s1,-73.9,40.8,1,HPC,TRUE\n')).rejects.toThrow(
      /line 2, charger_id: "HPC" is none of LEVEL_1, LEVEL_2, DCFC. Give the power/,
    );
    await expect(read('s1,-73.9,40.8,1.5,DCFC,TRUE\n')).rejects.toThrow(/charger_count: "1.5" is/);
    await expect(read('s1,-73.9,400,1,DCFC,TRUE\n')).rejects.toThrow(/line 2, lat/);
    await expect(read('s1,-73.9,40.8,1,DCFC,maybe\n')).rejects.toThrow(/neither true nor false/);
    await expect(read('s1,-73.9,40.8,1,DCFC,FALSE\n')).rejects.toThrow(
      /no charger for cars on duty/,
    );
  });
});
