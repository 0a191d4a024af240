import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, until } from '#testing';
import { StatusLine } from '../../progress/status-line.js';
import type { Evaluation } from '../evaluation.js';
import { readEvaluateOptions } from '../options/read-evaluate-options.js';
import { runEvaluation } from '../run-evaluation.js';
import { runStudy } from '../study/run-study.js';
import { readCases } from '../study/study-case.js';
import { writeReport, writeStudyReport } from './write-report.js';

const silent = new StatusLine({ write: () => undefined });
const small = ['--riders-per-hour', '60', '--drivers', '6', '--no-cache', '--threads', '1'];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

let browser: Browser;
let folder = '';
let evaluation: Evaluation;
const wrongs: string[] = [];
const pages: Page[] = [];

beforeAll(async () => {
  [browser, folder] = await Promise.all([
    launchChromium(),
    mkdtemp(path.join(tmpdir(), 'report-')),
  ]);
  const policies = ['--policy', 'nearest,batched,anticipatory', '--seats', '2'];
  evaluation = await runEvaluation(readEvaluateOptions([...small, ...policies]), silent);
  await writeReport(path.join(folder, 'day.html'), evaluation, silent);
  const args = [...small, '--policy', 'nearest,batched', '--replications', '3'];
  const options = readEvaluateOptions(args);
  const study = await runStudy(await readCases(args, options), options, silent);
  await writeStudyReport(path.join(folder, 'study.html'), study, silent);
});

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.context().close()));
  expect(wrongs.splice(0)).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens a report from the disk, and notes every error and every request for something else. */
async function open(name: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  const address = pathToFileURL(path.join(folder, name)).href;
  page.on('pageerror', ({ message }) => wrongs.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') wrongs.push(message.text());
  });
  page.on('request', (request) => {
    if (request.url() !== address) wrongs.push(`request for ${request.url().slice(0, 80)}`);
  });
  await page.goto(address);
  pages.push(page);
  return page;
}

async function openDay(): Promise<Page> {
  const page = await open('day.html', { viewport: SIZES[0]! });
  await page.locator('#player').waitFor();
  return page;
}

interface Measured {
  scrollWidth: number;
  clientWidth: number;
  outerHTML: string;
  getBoundingClientRect: () => { right: number };
}

interface PageGlobals {
  document: {
    documentElement: Measured;
    querySelectorAll: (selector: string) => Iterable<Measured>;
  };
}

/** The elements that are wider than the page, and the page itself if it scrolls sideways. */
function findOverflow(): string[] {
  const { document } = globalThis as unknown as PageGlobals;
  const { clientWidth, scrollWidth } = document.documentElement;
  const wide = [...document.querySelectorAll('main *:not(svg *)')].filter(
    (each) => each.getBoundingClientRect().right > clientWidth + 1,
  );
  const scrolls = scrollWidth > clientWidth ? [`the page has ${scrollWidth} pixels`] : [];
  return [...scrolls, ...wide.map((each) => each.outerHTML.slice(0, 80))];
}

const notes = (page: Page): Promise<string[]> =>
  page.locator('#player figcaption .note').allTextContents();

const withThousands = (value: number): string => value.toLocaleString('en');

describe('the report in a browser', () => {
  it('the maps of the whole day have the figures of the policies, and their difference', async () => {
    const page = await openDay();
    await page.getByLabel('Requests lost').check();
    await page.getByLabel('Whole day').check();
    const [nearest, , anticipatory] = evaluation.results.map(({ kpis }) => kpis.lost);
    const difference = anticipatory! - nearest!;
    const sign = difference > 0 ? '+' : difference < 0 ? '−' : '';
    expect(await notes(page)).toEqual([
      `${withThousands(nearest!)} requests`,
      `${withThousands(anticipatory!)} requests`,
      `${sign}${withThousands(Math.abs(difference))}`,
    ]);
  });

  it('the arrow keys move the time, and all cars are on the map at each', async () => {
    const page = await openDay();
    const slider = page.getByLabel('Time of day');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toBe('00:00');
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('00:10');
    const cars = async (layer: string): Promise<number> => {
      await page.getByLabel(layer).check();
      return parseInt((await notes(page))[0]!, 10);
    };
    expect((await cars('Free cars')) + (await cars('Cars with or to riders'))).toBe(6);
  });

  it('the day plays from the chosen time on, and stops at the press of the same button', async () => {
    const page = await openDay();
    const slider = page.getByLabel('Time of day');
    const before = Number(await slider.inputValue());
    await page.getByRole('button', { name: 'Play' }).click();
    await until('the time has moved', async () => Number(await slider.inputValue()) > before + 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    const said = await page.locator('#player [aria-live]').textContent();
    expect(said).toMatch(/^Riders waiting, \d\d:\d\d\. nearest: \d+ riders; anticipatory: /);
  });

  it('a choice of policies holds for the maps and for the table beside', async () => {
    const page = await openDay();
    await page
      .locator('#player')
      .locator('select[data-pair=second]')
      .selectOption({ label: 'batched' });
    const table = page.locator('#comparison table');
    expect(await table.locator('thead th').allTextContents()).toEqual([
      'figure',
      'nearest',
      'batched',
      'difference',
      'judgement',
    ]);
    const [nearest, batched] = evaluation.results.map(({ kpis }) => kpis.served);
    const row = table.getByRole('row', { name: 'Requests served' });
    const cells = await row.getByRole('cell').allTextContents();
    expect(cells.slice(0, 2)).toEqual([withThousands(nearest!), withThousands(batched!)]);
    expect(cells[3]).toBe(batched! > nearest! ? 'better' : batched === nearest ? '' : 'worse');
  });

  it('a table is downloaded without a network', async () => {
    const page = await open('day.html', { acceptDownloads: true });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'by-hour.csv' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('by-hour.csv');
    const text = await readFile(await download.path(), 'utf8');
    expect(text.split('\n')[0]).toBe('policy,hour,requests,served,lost,lost_percent');
    wrongs.splice(0, wrongs.length, ...wrongs.filter((each) => !/^request for data:/.test(each)));
  });

  it('every section but the two interactive ones is there without scripts', async () => {
    const page = await open('day.html', { javaScriptEnabled: false });
    expect(await page.locator('#player, #comparison').evaluateAll((all) => all.length)).toBe(2);
    expect(await page.locator('section:visible').count()).toBe(
      (await page.locator('section').count()) - 2,
    );
    await page
      .getByRole('heading', { name: 'Where riders ask, and where they are lost' })
      .waitFor();
  });

  it.each(['day.html', 'study.html'])(
    'nothing of %s is cut on a screen or a phone',
    async (name) => {
      for (const viewport of SIZES) {
        const page = await open(name, { viewport });
        const cut = await page.evaluate(findOverflow);
        expect(cut).toEqual([]);
      }
    },
  );

  it.each(['light', 'dark'] as const)('axe finds no fault on %s pages', async (colorScheme) => {
    for (const name of ['day.html', 'study.html']) {
      const page = await open(name, { colorScheme, viewport: SIZES[0]! });
      // Through the debugger, which the content security policy does not bind.
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const { axe: runner } = globalThis as unknown as { axe: typeof axe };
        const { violations } = await runner.run({ resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 120)}`);
      });
      expect(faults).toEqual([]);
    }
  });
});
