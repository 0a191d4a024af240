import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { api, rideTo, startTestServer, type TestServer } from '#api-harness';
import { routesOf } from './api-routes.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.drop());

describe('the AsyncAPI document', () => {
  it('the AsyncAPI document needs no token and names the host of the request', async () => {
    const { status, body, headers } = await api(server).get('/asyncapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toMatchObject({
      asyncapi: '3.1.0',
      servers: { here: { host: new URL(server.url).host, protocol: 'http' } },
    });
  });

  it('the AsyncAPI document has a channel for each stream route and for no other address', async () => {
    const { body } = await api(server).get<AsyncApi>('/asyncapi.json');
    const routes = (await routesOf(server)).map(({ path }) => path);
    expect(
      Object.values(body.channels)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(routes.filter((path) => path.endsWith('/stream')).sort());
  });

  it('every frame of a whole ride matches a message schema of its AsyncAPI channel', async () => {
    const { body } = await api(server).get<AsyncApi>('/asyncapi.json');
    const { rider, driver, trip } = await rideTo(server, 'completed');
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'doc', components: body.components });
    let count = 0;
    for (const [channel, person, path] of [
      ['rider', rider, undefined],
      ['driver', driver, undefined],
      ['trip', rider, `/v1/trips/${trip.id}/stream`],
    ] as const) {
      const fresh = await person.stream(path);
      const opened = await fresh.next();
      const snapshot = await fresh.next();
      await fresh.close();
      const head = snapshot.id!;
      const cursor = head.replace(/\d+$/, '1');
      const replay = await person.stream(path, { headers: { 'last-event-id': cursor } });
      await replay.next(({ id }) => id === head);
      for (const frame of [opened, snapshot, ...replay.frames.filter(({ data }) => data)]) {
        const name = namesIn(body, channel).find((message) => {
          if (body.components.messages[message]!.name !== frame.event) return false;
          const validate = ajv.getSchema(`doc#/components/schemas/${message}`)!;
          return validate(JSON.parse(frame.data!)) === true;
        });
        expect([channel, frame.event, frame.data, name]).toEqual([
          channel,
          frame.event,
          frame.data,
          expect.any(String),
        ]);
        count++;
      }
      await replay.close();
    }
    expect(count).toBeGreaterThan(15);
  });
});

interface AsyncApi {
  channels: Record<string, { address: string; messages: object }>;
  components: { messages: Record<string, { name: string }> };
}

const namesIn = ({ channels }: AsyncApi, name: string): string[] =>
  Object.keys(channels[name]!.messages);
