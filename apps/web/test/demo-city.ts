import type { Page } from 'playwright-core';
import type { TestServer } from '#api-harness';

const demoCity = {
  name: 'Midtown',
  running: true,
  ridersPerHour: 240,
  drivers: { wanted: 60, idle: 41, busy: 19 },
  riders: { waiting: 3, riding: 19, done: 212 },
  clock: { seconds: 31_320, text: '08:42', speed: 10 },
  phase: { name: 'rush', secondsLeft: 12 },
  streams: { events: 900, reconnects: 17 },
  limits: { drivers: 500, ridersPerHour: 3600 },
};

/** Stands in for the demo’s control. @returns what it was asked for, with the right token */
export async function serveDemo(page: Page, server: Pick<TestServer, 'url'>): Promise<string[]> {
  const asked: string[] = [];
  const control = { url: `${server.url}/control`, token: 'secret' };
  const stream = { state: 'open', stalledSeconds: 0, cursor: 'e-1', reconnects: 0 };
  const agent = { id: 'driver-1', role: 'driver', name: 'Ada', state: 'idle', stream };
  await page.route('**/pages/config.json', (route) =>
    route.fulfill({ json: { demoControl: control, tiles: null } }),
  );
  await page.route('**/control/**', async (route) => {
    const request = route.request();
    if ((await request.headerValue('authorization')) !== 'Bearer secret') return route.abort();
    const path = new URL(request.url()).pathname.replace('/control', '');
    asked.push(`${request.method()} ${path} ${request.postData() ?? ''}`);
    return route.fulfill({ json: path === '/city' ? demoCity : { agents: [agent], total: 1 } });
  });
  return asked;
}
