import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readOptions } from '../options/read-options.js';
import { readScenario } from './file-scenario.js';

/** Two junctions of one street in Manhattan. */
const NETWORK = {
  directed: true,
  multigraph: false,
  graph: {},
  nodes: [
    { id: 1, lat: 40.75, lon: -73.99 },
    { id: 2, lat: 40.76, lon: -73.98 },
  ],
  links: [
    { source: 1, target: 2, length: 1400, speed_kmph: 30 },
    { source: 2, target: 1, length: 1400, speed_kmph: 30 },
  ],
};

/** A ride between the junctions, one that ends 400 m and one that ends 2 km from a junction. */
const REQUESTS = `request_id,o_lat,o_lon,d_lat,d_lon,departure_time,passengers
on,40.75,-73.99,40.76,-73.98,2024-05-01 08:00:10,1
near,40.75,-73.99,40.7636,-73.98,2024-05-01 08:00:20,1
far,40.75,-73.99,40.778,-73.98,2024-05-01 08:00:30,1
`;

describe('readScenario', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'file-scenario-'));
    writeFileSync(path.join(folder, 'roads.json'), JSON.stringify(NETWORK));
    writeFileSync(path.join(folder, 'requests.csv'), REQUESTS);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    jest.restoreAllMocks();
  });

  const read = (...options: string[]) => {
    const files = ['--requests', `${folder}/requests.csv`, '--network', `${folder}/roads.json`];
    const parsed = readOptions([...files, '--drivers', '2', ...options]);
    return readScenario(parsed, parsed.files!);
  };

  it('requests that the server would refuse as outside of the city are left out', async () => {
    const { requests, marginMeters } = await read();
    expect(requests.map(({ id }) => id)).toEqual(['on', 'near']);
    expect(marginMeters).toBe(500);
  });

  it('a server of a city with a wide margin knows that margin', async () => {
    const { requests, marginMeters } = await read('--max-snap', '5000');
    expect(requests.map(({ id }) => id)).toEqual(['on', 'near', 'far']);
    expect(marginMeters).toBe(5_000);
  });
});
