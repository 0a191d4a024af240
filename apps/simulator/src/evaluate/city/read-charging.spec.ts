import { describe, expect, it } from '@jest/globals';
import { StatusLine } from '../../progress/status-line.js';
import { readEvaluateOptions } from '../options/read-evaluate-options.js';
import { generateCity } from './generated-city.js';
import { readCharging } from './read-charging.js';

const silent = new StatusLine({ write: () => undefined });
const small = ['--riders-per-hour', '5', '--drivers', '3'];

describe('readCharging', () => {
  it('a city without stations has no batteries', async () => {
    const options = readEvaluateOptions(small);
    expect(await readCharging(options, generateCity(options), silent)).toEqual({});
  });

  it('placed stations stand at pickups, and the same seed gives the same ones', async () => {
    const options = readEvaluateOptions([...small, '--stations', '4*6*50kW']);
    const city = generateCity(options);
    const { stations = [] } = await readCharging(options, city, silent);
    const pickups = city.requests.map(({ origin }) => city.network.nearestNode(origin).node);
    expect(stations).toHaveLength(4);
    for (const { position, chargers } of stations) {
      expect(pickups).toContain(city.network.nearestNode(position).node);
      expect(chargers).toEqual([{ kind: '50 kW', kilowatts: 50, count: 6 }]);
    }
    expect((await readCharging(options, city, silent)).stations).toEqual(stations);
  });

  it('a vehicle of an unknown type is refused with the known ones', async () => {
    const options = readEvaluateOptions([...small, '--stations', '4*6*50kW']);
    const city = generateCity(options);
    const vehicles = city.vehicles.map((car) => ({ ...car, mechatronicsId: 'zoe' }));
    await expect(readCharging(options, { ...city, vehicles }, silent)).rejects.toThrow(
      /"zoe" of v0 is none of leaf_50, toyota_corolla: give a file of --vehicle-types/,
    );
  });
});
