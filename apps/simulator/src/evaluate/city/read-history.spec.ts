import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_TABLE_OPTIONS, readRequests } from '#scenario';
import { readHistory } from './read-history.js';

const HEADER = 'request_id,o_lat,o_lon,d_lat,d_lon,departure_time';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'history-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, times: readonly string[]): string {
  const file = path.join(folder, name);
  const rows = times.map((time, i) => `r${i},40.72,-73.99,40.73,-73.98,${time}`);
  writeFileSync(file, [HEADER, ...rows, ''].join('\n'));
  return file;
}

async function historyOf(day: readonly string[], history: readonly string[]) {
  const { requests, reading } = await readRequests(write('day.csv', day));
  const { midnightMs } = reading;
  return readHistory(write('history.csv', history), {
    requests,
    midnightMs,
    table: DEFAULT_TABLE_OPTIONS,
  });
}

describe('readHistory', () => {
  it('requests of other days count from midnight of the simulated day, before it and after it', async () => {
    const { requests, days } = await historyOf(
      ['2014-12-21 10:00:00'],
      ['2014-12-20 23:00:00', '2014-12-22 01:00:00', '2014-12-22 02:00:00'],
    );
    expect(requests.map(({ departureSeconds }) => departureSeconds / 3_600)).toEqual([-1, 25, 26]);
    expect(days).toBe(2);
  });

  it('requests of the simulated date are left out', async () => {
    const { requests, days } = await historyOf(
      ['2014-12-21 10:00:00'],
      ['2014-12-20 10:00:00', '2014-12-21 00:00:00', '2014-12-21 23:59:59'],
    );
    expect([requests.length, days]).toEqual([1, 1]);
  });

  it('the simulated day is refused as its own history', async () => {
    const day = ['2014-12-21 10:00:00', '2014-12-21 11:00:00'];
    await expect(historyOf(day, day)).rejects.toThrow(
      /history.csv: departure_time: every request is of a date that is simulated/,
    );
  });
});
