import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateGrid, type TravelTimes } from '#geo';
import { StatusLine } from '../../progress/status-line.js';
import { loadTravelTimes } from './load-travel-times.js';

const network = generateGrid({ rows: 4, columns: 3 });
const ENOUGH = 2 ** 20;

let folder = '';
let output = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'travel-times-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(cacheDir: string | undefined = folder, maxBytes = ENOUGH): TravelTimes {
  output = '';
  const out = { write: (text: string) => (output += text) };
  return loadTravelTimes(network, { maxBytes, cacheDir, status: new StatusLine(out) });
}

const cachedFile = (): string => path.join(folder, readdirSync(folder)[0] ?? '');
const rowsOf = (times: TravelTimes): unknown[] => [...times.listRows()];

describe('loadTravelTimes', () => {
  it('a second run reads the travel times of the first one', () => {
    const first = load();
    const second = load();
    expect([first.computedRows, second.computedRows]).toEqual([12, 0]);
    expect(rowsOf(second)).toEqual(rowsOf(first));
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each<[string, (file: string) => void]>([
    ['cut off', (file) => truncateSync(file, 300)],
    ['empty', (file) => truncateSync(file, 0)],
    ['of something else', (file) => writeFileSync(file, 'travel times, perhaps')],
    ['changed', (file) => writeFileSync(file, readFileSync(file).fill(1, 200, 204))],
  ])('travel times are computed again and saved when their file is %s', (_, damage) => {
    const rows = rowsOf(load());
    damage(cachedFile());
    expect(rowsOf(load())).toEqual(rows);
    expect(output).toMatch(/^Kept travel times ignored: /);
    expect(load().computedRows).toBe(0);
  });

  /** A file as a process leaves it that is killed while it writes. */
  function leaveUnfinished(pid: number): string {
    const file = path.join(folder, `0123456789abcdef.bin.${pid}.tmp`);
    writeFileSync(file, 'half of the rows');
    return file;
  }

  it('the unfinished file of a process that was killed is removed', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    const file = leaveUnfinished(pid);
    load();
    expect(existsSync(file)).toBe(false);
  });

  it('the unfinished file of a running process stays for a day', () => {
    const file = leaveUnfinished(process.ppid);
    load();
    expect(existsSync(file)).toBe(true);
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(file, longAgo, longAgo);
    load();
    expect(existsSync(file)).toBe(false);
  });

  it('a file of another name in the cache folder stays', () => {
    const file = path.join(folder, 'notes.tmp');
    writeFileSync(file, 'mine');
    load();
    expect(existsSync(file)).toBe(true);
  });

  it('travel times are computed even if the cache folder is not writable', () => {
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    expect(load(file).computedRows).toBe(12);
    expect(output).toMatch(/Travel times not kept for the next run: /);
  });

  it('no file is written without a cache folder', () => {
    const out = new StatusLine({ write: () => undefined });
    loadTravelTimes(network, { maxBytes: ENOUGH, cacheDir: undefined, status: out });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('travel times that do not fit into memory are computed on demand and not saved', () => {
    const times = load(folder, 3 * 12 * 8);
    expect([times.maxRows, times.computedRows]).toEqual([3, 0]);
    expect(output).toMatch(/to 3 of 12 junctions/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
