import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { policyNames } from '#dispatch';
import { itOnManhattan, manhattanPath } from '#testing';
import { StatusLine } from '../../../progress/status-line.js';
import type { Evaluation } from '../../evaluation.js';
import { readEvaluateOptions } from '../../options/read-evaluate-options.js';
import { runEvaluation } from '../../run-evaluation.js';
import { dayPage } from './day-page.js';

const HOSTILE = `</title></script><script>alert(1)</script><img src=x onerror="a()">'&`;
const MOST_BYTES = 3e6;

const small = ['--riders-per-hour', '30', '--drivers', '3', '--no-cache', '--window', '60'];
const silent = new StatusLine({ write: () => undefined });

const evaluate = (...args: string[]): Promise<Evaluation> =>
  runEvaluation(readEvaluateOptions(args), silent);

const withName = ({ city, ...rest }: Evaluation): Evaluation => ({
  ...rest,
  city: { ...city, name: HOSTILE },
});

describe('dayPage', () => {
  let evaluation: Evaluation;
  let page = '';
  beforeAll(async () => {
    evaluation = withName(await evaluate(...small));
    page = dayPage(evaluation);
  });

  it('the page runs only the script whose hash its policy has', () => {
    const scripts = [...page.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
    const run = scripts.filter(([, attributes]) => attributes === '');
    expect(run).toHaveLength(1);
    const hash = createHash('sha256').update(run[0]![2]!).digest('base64');
    expect(page).toContain(`script-src 'sha256-${hash}';`);
    const data = scripts.filter(([, attributes]) => attributes !== '');
    expect(data.map(([, attributes]) => attributes)).toEqual([
      ' type="application/json" id="report-data"',
    ]);
  });

  it('the page loads no resource', () => {
    const markup = withoutScripts(page).replace(/ xmlns(:\w+)?="[^"]*"/g, '');
    expect(found(markup, /<(link|img|iframe|image|object)\b|@import|url\((?!#)/i)).toBe('');
    expect(found(markup, /<[^>]*\s(on\w+=|src=)/i)).toBe('');
    expect(found(markup, /href="(?!#|data:text\/csv;)/i)).toBe('');
    expect(found(markup, /https?:\/\//)).toBe('');
  });

  it('names from files are escaped', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&lt;img src=x onerror=&quot;a()&quot;&gt;&#39;&amp;');
    expect(page).not.toContain('<script>alert');
  });

  it('the page names every policy, and each axis with its unit', () => {
    for (const name of policyNames) expect(page).toContain(`>${name}`);
    for (const axis of [
      'minutes since the wanted departure',
      'requests in the hour',
      'lost, % of the requests of the hour',
      'time of day, h',
    ]) {
      expect(page).toContain(axis);
    }
  });

  it('the page names the zone of its times', () => {
    const { inputCheck = { findings: [], offMap: {} as never } } = evaluation;
    const recorded = { ...evaluation, inputCheck };
    expect(page).toContain('A generated day.');
    expect(dayPage(recorded)).toContain('Times are of the zone UTC');
    expect(dayPage({ ...recorded, timeZone: 'Asia/Tokyo' })).toContain('the zone Asia/Tokyo');
  });

  it('every figure on the page is a finite number', () => {
    expect(found(withoutScripts(page), /NaN|undefined|Infinity/)).toBe('');
  });

  it('a day without a served rider gives a page with finite figures', () => {
    const results = evaluation.results.map((result) => ({
      ...result,
      record: { ...result.record, rides: result.record.rides.map(lost), fleet: [] },
    }));
    const lostPage = dayPage({ ...evaluation, results });
    expect(found(withoutScripts(lostPage), /NaN|undefined|Infinity/)).toBe('');
  });

  it('the tables for download are CSV, and a cell that a spreadsheet would run is text', () => {
    const results = evaluation.results.map((result, i) => ({
      ...result,
      policy: i === 0 ? '=cmd()' : result.policy,
    }));
    const links = dayPage({ ...evaluation, results }).matchAll(
      /download="([^"]+)" href="data:text\/csv;charset=utf-8;base64,([^"]+)"/g,
    );
    const files = new Map([...links].map(([, name, base64]) => [name, fromBase64(base64!)]));
    expect([...files.keys()]).toEqual([
      'figures.csv',
      'by-hour.csv',
      'service-level.csv',
      'by-hexagon.csv',
      'fleet.csv',
      'definitions.csv',
    ]);
    expect(files.get('by-hour.csv')).toMatch(
      /^policy,hour,requests,served,lost,lost_percent\n'=cmd\(\),0,/,
    );
  });

  it('shared rides have a section of their own, only with pooling', async () => {
    expect(page).not.toContain('<section id="pooling">');
    const pooled = await evaluate(...small, '--seats', '3', '--policy', 'batched');
    expect(dayPage(pooled)).toContain('<section id="pooling">');
  });

  it('the page of a generated city has at most 3 MB', async () => {
    const city = await evaluate('--no-cache', '--riders-per-hour', '240', '--policy', 'nearest');
    const six = Array.from({ length: 6 }, () => city.results[0]!);
    expect(Buffer.byteLength(dayPage({ ...city, results: six }))).toBeLessThan(MOST_BYTES);
  });

  itOnManhattan(it)('the page of Manhattan with six policies has at most 3 MB', async () => {
    const files = {
      requests: manhattanPath('nyc_20k.csv'),
      network: manhattanPath('manhattan_network.json'),
      vehicles: manhattanPath('nyc_200.csv'),
    };
    const names = Object.entries(files).flatMap(([option, file]) => [`--${option}`, file]);
    const rules = ['--policy', 'nearest,anticipatory', '--window', '60'];
    const recorded = await evaluate(...names, ...rules, '--threads', '1', '--no-cache');
    const six = [0, 1, 0, 1, 0, 1].map((policy) => recorded.results[policy]!);
    expect(Buffer.byteLength(dayPage({ ...recorded, results: six }))).toBeLessThan(MOST_BYTES);
  });
});

const lost = () => ({ status: 'lost' as const, atSeconds: 600 });

const withoutScripts = (page: string): string => page.replace(/<script[^]*?<\/script>/g, '');

const fromBase64 = (base64: string): string => Buffer.from(base64, 'base64').toString();

/** The first match, because a whole page is too long for a message. */
const found = (text: string, pattern: RegExp): string => pattern.exec(text)?.[0] ?? '';
