import assert from 'node:assert/strict';
import { FakeBrowser } from './tools/fake-browser.js';
import { findProgram } from '../../runner/programs.js';
import { until } from '../../runner/until.js';

const TABS = 8;
/** How long a tab of a real browser may take to load. */
const PATIENCE = { timeoutMs: 8000 };

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start({ env: { TICK_MS: '200' } });
  const script = await (await fetch(`${server.url}/tab.js`)).text();
  if (script.includes('SharedWorker')) {
    lesson.leaveOut(
      'Tabs that are simulated share a connection',
      'a SharedWorker needs a real browser',
    );
  } else await checkSimulated(lesson, script);
  const chromium = findProgram('chromium');
  if (chromium) await checkChromium(lesson, server, chromium);
  else
    lesson.leaveOut('The tabs of a real browser share a connection', 'Chromium is not installed');
}

async function checkSimulated(lesson, script) {
  const browser = new FakeBrowser(script);
  await lesson.claim('Eight simulated tabs have one connection', async () => {
    for (let tab = 0; tab < TABS; tab++) await browser.openTab();
    assert.equal(
      browser.sources.length,
      1,
      `${TABS} tabs opened ${browser.sources.length} EventSources. Let only the tab that holds a lock open one: ` +
        'navigator.locks.request(name, callback).',
    );
  });

  await lesson.claim('Each simulated tab shows each event once', async () => {
    for (const id of [1, 2, 3]) await browser.send(id);
    for (const { shown } of browser.tabs) {
      assert.equal(
        shown.trim(),
        '1 2 3',
        `A tab shows "${shown.trim()}". The tab with the connection has to show an event and to post it to the others.`,
      );
    }
  });

  await lesson.claim(
    'When the leading tab closes, another one goes on behind the last event',
    async () => {
      assert.equal(
        browser.sources.length,
        1,
        'There is more than one connection, so no tab leads.',
      );
      await browser.close(browser.sources[0].tab);
      const [source] = browser.sources;
      assert.ok(source, 'The tab with the connection was closed, and no other tab opened one.');
      assert.match(
        source.url,
        /[?&]cursor=3\b/,
        `The new leader asked for ${source.url}. Its EventSource knows no last id: put the cursor into the address.`,
      );
      await browser.send(4);
      for (const { shown } of browser.tabs) assert.equal(shown.trim(), '1 2 3 4');
    },
  );
}

async function checkChromium(lesson, { url }, executablePath) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  lesson.atEnd(() => browser.close());
  const context = await browser.newContext();
  const readers = async () => Number(await (await fetch(`${url}/readers`)).text());
  const tabs = [];

  await lesson.claim('Eight tabs of Chromium load and show events', async () => {
    for (let number = 1; number <= TABS; number++) {
      const tab = await context.newPage();
      tabs.push(tab);
      await tab
        .goto(url, { timeout: PATIENCE.timeoutMs })
        .catch(() =>
          assert.fail(
            `Tab ${number} did not load: the other tabs hold the six connections that the browser has for this server.`,
          ),
        );
      await until('The tab shows an event', async () => (await idsOf(tab)).length > 0, PATIENCE);
    }
    assert.equal(await readers(), 1, `The server has ${await readers()} streams for one browser.`);
  });

  await lesson.claim('No tab of Chromium misses an event when the leading tab closes', async () => {
    assert.equal(tabs.length, TABS, 'Not all tabs have loaded.');
    assert.equal(await readers(), 1, 'There is more than one stream, so no tab leads.');
    const [first, ...others] = tabs;
    await first.close();
    const [last] = (await idsOf(others.at(-1))).slice(-1);
    for (const tab of others) {
      const goesOn = async () => (await idsOf(tab)).at(-1) >= last + 5;
      await until('A tab shows events after the leader has gone', goesOn);
      const ids = await idsOf(tab);
      const expected = ids.map((_, index) => ids[0] + index);
      assert.deepEqual(ids, expected, `A tab shows the events ${ids.join(', ')}.`);
    }
  });
}

async function idsOf(tab) {
  const text = await tab.evaluate('document.body.innerText');
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}
