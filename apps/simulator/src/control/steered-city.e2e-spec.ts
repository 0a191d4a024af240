import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#testing';
import { type AgentView, CitySimulation, HistoryReader, SeededRandom } from '#simulation';
import { startTestServer, type TestServer } from '#api-harness';
import { readOptions } from '../options/read-options.js';
import { createReport } from '../report/demo-report.js';
import { createBuiltInScenario } from '../scenario/built-in-scenario.js';
import { CityControls, type AgentList, type CityView } from './city-controls.js';
import { ControlServer } from './control-server.js';

let server: TestServer;
let control: ControlServer;

beforeAll(async () => {
  control = await ControlServer.listen();
  server = await startTestServer({
    DEMO_CONTROL_URL: control.url,
    DEMO_CONTROL_TOKEN: control.token,
  });
});

afterAll(async () => {
  control.close();
  await server.drop();
});

/** As the page does: by what the server's configuration says. */
async function steering() {
  const config = (await (await fetch(`${server.url}/pages/config.json`)).json()) as {
    demoControl: { url: string; token: string };
  };
  const { url, token } = config.demoControl;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async <T>(method: string, path: string, body?: unknown): Promise<T | undefined> => {
    const answer = await fetch(url + path, {
      method,
      // A kept connection may end while a request is on its way, which a page would send again.
      headers: { ...headers, origin: server.url, connection: 'close' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answer.ok ? ((await answer.json()) as T) : undefined;
  };
}

async function reportOf(city: CitySimulation) {
  const reader = await HistoryReader.connect(server.databaseUrl);
  const tripIds = city.journal.tripLogs.map(({ tripId }) => tripId);
  const streams = [
    ...new Set([
      ...city.journal.logs.map((log) => log.stream),
      ...tripIds.map((id) => `trip/${id}`),
    ]),
  ];
  await city.catchUp(await reader.readHeads(streams));
  city.close();
  const history = {
    heads: await reader.readHeads(streams),
    rows: await reader.readRows(streams),
    statuses: await reader.readTripStatuses(tripIds),
    brokenMailboxes: await reader.findBrokenMailboxes(),
  };
  await reader.close();
  const facts = { city: '', seed: 1, speed: 100, drivers: 0, requests: 0, wallSeconds: 0 };
  const end = { endedByItself: true, noShowSeconds: 300, instances: [] };
  return createReport({ ...facts, ...end }, city.journal, history);
}

it('a city whose agents are cut off, stalled, hired and sent home loses no event', async () => {
  // This server has the default limits, which are long for people who vanish.
  const vanishing = '--driver-vanish-rate 0 --rider-vanish-rate 0';
  const options = `--stay --speed 100 --drivers 8 --riders-per-hour 60 ${vanishing}`;
  const demo = readOptions(options.split(' '));
  const random = new SeededRandom(demo.seed);
  const finish = new AbortController();
  const city = new CitySimulation({
    baseUrl: server.url,
    scenario: createBuiltInScenario(demo, random),
    simulation: demo,
    random,
    finish: finish.signal,
    signal: new AbortController().signal,
  });
  control.attach({ controls: new CityControls(city), origins: [server.url] });
  const run = city.run();
  const call = await steering();
  const agent = (role: string, fits: (view: AgentView) => boolean, what: string) =>
    until(what, async () => {
      const list = await call<AgentList>('GET', `/agents?role=${role}`);
      return list?.agents.find(fits);
    });

  const first = await agent('driver', () => true, 'the city is open');
  await call('POST', `/agents/${first.id}/cut`);
  const isBack = ({ id, stream }: AgentView) =>
    id === first.id && stream.state === 'open' && stream.reconnects > 0;
  expect(await agent('driver', isBack, 'the driver is back')).toBeDefined();

  const rider = await agent('rider', ({ state }) => state === 'trip', 'a rider waits');
  const stalled = await call<AgentView>('POST', `/agents/${rider.id}/stall`, { seconds: 3 });
  expect(stalled?.stream.stalledSeconds).toBe(3);

  const counts = (wanted: number) =>
    until(`there are ${wanted} drivers`, async () => {
      const view = await call<CityView>('GET', '/city');
      return view && view.drivers.idle + view.drivers.busy === wanted ? view : undefined;
    });
  await call('POST', '/city', { drivers: 12, ridersPerHour: 80 });
  expect((await counts(12)).ridersPerHour).toBe(80);
  await call('POST', '/city', { drivers: 2, running: false });
  expect((await counts(2)).running).toBe(false);

  finish.abort();
  expect(await run).toBe(true);
  const { audit, problems } = await reportOf(city);
  expect({ ...audit, problems }).toMatchObject({ passed: true, problems: {} });
  expect(audit.trips.trips).toBeGreaterThan(0);
  expect(await call('GET', '/city')).toBeUndefined();
}, 240_000);
