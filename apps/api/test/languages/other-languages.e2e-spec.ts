import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startReferee } from '@tripstream/protocol-cases';
import {
  acceptNextOffer,
  expectOk,
  rideTo,
  signUp,
  startTestServer,
  StreamProxy,
  type TestServer,
} from '#api-harness';
import { until } from '#testing';
import { exampleClients, outputOf } from './example-clients.js';

interface Line {
  kind: string;
  cursor?: string;
  reason?: string | null;
  data?: unknown;
}

describe.each(exampleClients)('the example client in $language', (client) => {
  const { language } = client;
  // A missing tool is named in the title, so that a green run does not claim more than it tested.
  const withTool = client.missing === undefined ? it : it.skip;
  const remark = client.missing === undefined ? '' : ` (left out: ${client.missing})`;
  let server: TestServer;

  beforeAll(async () => {
    if (client.missing === undefined) await client.prepare();
    server = await startTestServer();
  });

  afterAll(async () => {
    client.cleanUp();
    await server.drop();
  });

  withTool(`the ${language} client passes the protocol cases${remark}`, async () => {
    const referee = await startReferee();
    try {
      const output = await outputOf(client.casesCommand(referee.url));
      expect(output).toMatch(/^1\d\d passed, 0 failed$/m);
    } finally {
      await referee.close();
    }
  });

  withTool(
    `the ${language} client reads a whole ride, once and in order, over cut connections${remark}`,
    async () => {
      const { rider, trip } = await rideTo(server, 'matching');
      const proxy = await StreamProxy.to(server);
      proxy.cutAfter([150, 2_600, 700, 1_900, 3_300]);
      const url = `${proxy.url}/v1/trips/${trip.id}/stream`;
      const output = outputOf(client.readCommand(url, rider.token));
      await until('the client has a snapshot', () => proxy.requests.length > 1);

      const driver = await signUp(server, 'driver');
      await acceptNextOffer(driver);
      await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
      await expectOk(driver.post(`/v1/trips/${trip.id}/start`, { pin: trip.pin }));
      await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));

      const lines = (await output)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      const { events } = await expectOk<{ events: { id: string; data: unknown }[] }>(
        rider.get(`/v1/trips/${trip.id}/events`),
      );
      const first = lines.findIndex(({ kind }) => kind === 'snapshot');
      const start = events.findIndex(({ id }) => id === lines[first]?.cursor) + 1;
      const delivered = lines.filter(({ kind }) => kind === 'event');
      expect(delivered.map(({ cursor, data }) => ({ id: cursor, data }))).toEqual(
        events.slice(start).map(({ id, data }) => ({ id, data })),
      );
      expect(delivered.length).toBeGreaterThan(3);
      expect(lines.filter(({ kind }) => kind === 'snapshot')).toHaveLength(1);
      expect(lines.at(-1)).toMatchObject({ kind: 'end' });
      expect(proxy.requests.filter(({ ended }) => ended === 'cut').length).toBeGreaterThan(1);
      await proxy.close();
    },
  );
});
