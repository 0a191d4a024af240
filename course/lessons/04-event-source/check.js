import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';
import { findFreePort } from '../../runner/free-port.js';
import { findProgram } from '../../runner/programs.js';
import { until } from '../../runner/until.js';

const COOKIE = { Cookie: 'session=dana' };

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const port = String(await findFreePort());
  const server = await lesson.start({ env: { COMPANION_PORT: port } });
  const page = await lesson.start({
    program: 'page-server.js',
    env: { PORT: port, SERVER_PORT: server.port },
  });
  await checkCors(lesson, server, page);
  await checkStates(lesson, server);
  await checkInBrowser(lesson, server, page);
}

async function checkCors(lesson, server, page) {
  const headersFor = async (Origin) => {
    const controller = new AbortController();
    const { signal } = controller;
    const response = await fetch(`${server.url}/stream`, {
      headers: { ...COOKIE, Origin },
      signal,
    });
    controller.abort();
    return response.headers;
  };

  await lesson.claim('The origin of the page may read the stream with its cookie', async () => {
    const headers = await headersFor(page.url);
    const allowed = headers.get('access-control-allow-origin');
    assert.equal(
      allowed,
      page.url,
      `Access-Control-Allow-Origin is ${allowed}. A request with a cookie needs the origin itself, ` +
        `${page.url}. Look at corsHeaders().`,
    );
    assert.equal(
      headers.get('access-control-allow-credentials'),
      'true',
      'Access-Control-Allow-Credentials: true is missing.',
    );
    assert.match(
      headers.get('vary') ?? '',
      /origin/i,
      'The answer depends on the header Origin, so a cache has to know it: send Vary: Origin.',
    );
  });

  await lesson.claim('Another origin may not', async () => {
    const allowed = (await headersFor('http://127.0.0.1:9')).get('access-control-allow-origin');
    assert.ok(
      allowed === null,
      `http://127.0.0.1:9 got Access-Control-Allow-Origin: ${allowed}. Allow the origin of the page alone.`,
    );
  });
}

async function checkStates(lesson, server) {
  await lesson.claim(
    'A request without the cookie gets 401, and EventSource gives up',
    async () => {
      const source = new EventSource(`${server.url}/stream`);
      lesson.atEnd(() => source.close());
      await until('EventSource is CLOSED', () => source.readyState === EventSource.CLOSED);
    },
  );

  await lesson.claim('EventSource survives a server that is draining', async () => {
    const source = new EventSource(`${server.url}/stream`, { fetch: withCookie });
    lesson.atEnd(() => source.close());
    const count = { messages: 0, status: undefined };
    source.addEventListener('ride.status', () => (count.messages += 1));
    source.addEventListener('error', ({ code }) => (count.status = code ?? count.status));
    await until('A message arrives', () => count.messages > 0);
    await fetch(`${server.url}/drain`, { method: 'POST' });
    const before = count.messages;
    const isClosed = () => source.readyState === EventSource.CLOSED;
    await until(
      'A message arrives after the drain',
      () => isClosed() || count.messages > before + 1,
    );
    assert.ok(
      !isClosed(),
      `It connected again while the server was draining, got ${count.status}, and is CLOSED for good. ` +
        'Answer 200 with the media type of a stream, send "retry: 500", and end the response.',
    );
  });
}

function withCookie(input, init) {
  return fetch(input, { ...init, headers: { ...init.headers, ...COOKIE } });
}

async function checkInBrowser(lesson, server, page) {
  const title = 'In Chromium, the page shows the statuses, also after a drain';
  const executablePath = findProgram('chromium');
  if (!executablePath) return lesson.leaveOut(title, 'no Chromium on this machine');
  return lesson.claim(title, async () => {
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 0 });
    lesson.atEnd(() => browser.close());
    const tab = await browser.newPage();
    await tab.goto(page.url);
    const read = async (id) => tab.locator(`#${id}`).textContent();
    const shows = (count) => async () =>
      (await read('state')) === '2 CLOSED' || Number(await read('named')) > count;
    await until('The page shows a status', shows(0));
    assert.notEqual(
      await read('state'),
      '2 CLOSED',
      'The page could not read the stream: EventSource is CLOSED. The console of the browser says why.',
    );
    await fetch(`${server.url}/drain`, { method: 'POST' });
    await until('The page shows further statuses', shows(Number(await read('named')) + 2));
    assert.notEqual(await read('state'), '2 CLOSED', 'The drain ended the EventSource for good.');
    assert.equal(await read('unnamed'), '0', 'A message with a name must not reach onmessage.');
  });
}
