import { beforeAll, describe, expect, it } from '@jest/globals';
import { StatusLine } from '../../../progress/status-line.js';
import type { Evaluation } from '../../evaluation.js';
import { readEvaluateOptions } from '../../options/read-evaluate-options.js';
import { policyNames } from '#dispatch';
import { runEvaluation } from '../../run-evaluation.js';
import { dayPage } from './day-page.js';

const HOSTILE = `</title><script>alert(1)</script><img src=x onerror="a()">'&`;

const small = ['--riders-per-hour', '30', '--drivers', '3', '--no-cache', '--window', '60'];

describe('dayPage', () => {
  let evaluation: Evaluation;
  let page = '';
  beforeAll(async () => {
    const silent = new StatusLine({ write: () => undefined });
    const { city, ...rest } = await runEvaluation(readEvaluateOptions(small), silent);
    evaluation = { ...rest, city: { ...city, name: HOSTILE } };
    page = dayPage(evaluation);
  });

  it('the page has no script and loads no resource', () => {
    const markup = page.replace(/ xmlns(:\w+)?="[^"]*"/g, '');
    expect(found(markup, /<(script|link|img|iframe|image|object)\b|@import|url\((?!#)/i)).toBe('');
    expect(found(markup, /<[^>]*\s(on\w+=|src=|(xlink:)?href="[^#])/i)).toBe('');
    expect(found(markup, /https?:\/\//)).toBe('');
  });

  it('names from files are escaped', () => {
    expect(page.includes('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe(true);
    expect(page.includes('&lt;img src=x onerror=&quot;a()&quot;&gt;&#39;&amp;')).toBe(true);
  });

  it('the page names every policy, and each axis with its unit', () => {
    for (const name of policyNames) expect(page.includes(`>${name}`)).toBe(true);
    for (const axis of ['time since departure, s', 'requests in the hour', 'time of day, h']) {
      expect(page.includes(axis)).toBe(true);
    }
  });

  it('every figure on the page is a finite number', () => {
    expect(found(page, /NaN|undefined|Infinity/)).toBe('');
  });

  it('a day without a served rider gives a page with finite figures', () => {
    const results = evaluation.results.map((result) => ({
      ...result,
      record: { ...result.record, rides: result.record.rides.map(lost), fleet: [] },
    }));
    expect(found(dayPage({ ...evaluation, results }), /NaN|undefined|Infinity/)).toBe('');
  });
});

const lost = () => ({ status: 'lost' as const, atSeconds: 600 });

/** The first match, because a whole page is too long for a message. */
const found = (text: string, pattern: RegExp): string => pattern.exec(text)?.[0] ?? '';
