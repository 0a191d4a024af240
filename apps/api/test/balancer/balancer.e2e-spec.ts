import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { streamId } from '#contracts';
import { findFreePort, findProgram, NatsCluster, openSse, until, type SseProbe } from '#testing';
import {
  ensureBuilt,
  killApiProcesses,
  signUp,
  SocketProbe,
  startApiProcess,
  startTestServer,
  StreamWriter,
  type ApiProcess,
  type Person,
  type TestServer,
} from '#api-harness';
import { Http2Client, makeCertificate, type Certificate } from '../http/http2-client.js';
import { balancerKinds, BalancerProcess } from './balancer-process.js';

const PROXIED = { TRUST_PROXY: '127.0.0.1', PUBLIC_URL: 'https://rides.example' };
const STREAM = '/v1/riders/me/stream';
const JSON_ONLY = { accept: 'application/json' };
/** More than all buffers of the system hold between a gateway and a client. */
const [EVENTS, EVENT_SIZE, BATCH] = [1_000, 30_000, 50];

const isSnapshot = ({ event }: { event: string | undefined }) => event === 'stream.snapshot';

for (const kind of balancerKinds) {
  const isMissing = [kind.name, 'nats-server'].some((name) => findProgram(name) === undefined);
  const title = `gateways behind ${kind.name} with the file of ops`;
  const note = isMissing ? ` (left out: ${kind.name} or nats-server is not installed)` : '';
  (isMissing ? describe.skip : describe)(`${title}${note}`, () => {
    let certificate: Certificate;
    let cluster: NatsCluster;
    let api: TestServer;
    let ports: [number, number];
    let gateways: [ApiProcess, ApiProcess];
    let writer: StreamWriter;
    let balancer: BalancerProcess;
    let rider: Person;
    const cleanups: (() => unknown)[] = [];

    const portOf = ({ url }: { url: string }) => Number(new URL(url).port);

    const startGateway = (port: number, settings: Record<string, string> = {}) =>
      startApiProcess({
        NATS_URL: cluster.url(),
        SHARD: 'nyc',
        ROLE: 'gateway',
        PORT: String(port),
        // Nothing but the slow reader itself takes as long in these tests.
        STREAM_MAX_LAG_SECONDS: '1',
        ...PROXIED,
        ...settings,
      });

    const open = (person = rider, at = balancer): Promise<SseProbe> =>
      openSse(`${at.url}${STREAM}`, {
        ca: certificate.cert,
        headers: { authorization: `Bearer ${person.token}` },
      });

    /** The streams that gateways have open, in their order. */
    const countStreams = () =>
      Promise.all(
        gateways.map(async ({ url }) => {
          const text = await (await fetch(`${url}/metrics`)).text();
          return Number(/^tripstream_open_streams (\d+)$/m.exec(text)?.[1]);
        }),
      );

    const noneIsOpen = async () => (await countStreams()).every((count) => count === 0);

    /** A balancer whose processes are the given ones. It ends with the test. */
    async function startOther(
      places: Parameters<typeof BalancerProcess.start>[2],
    ): Promise<BalancerProcess> {
      const other = await BalancerProcess.start(kind, certificate, places);
      cleanups.push(() => other.stop());
      return other;
    }

    /** A process that is ready, and closes the connection of each command without an answer. */
    async function startBroken(): Promise<{ seen: string[]; port: number }> {
      const seen: string[] = [];
      const server = createServer(({ method = '', socket }, response) => {
        // Checks of readiness are GET.
        if (method === 'GET') return void response.end();
        seen.push(method);
        socket.destroy();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      cleanups.push(() => server.close());
      return { seen, port: (server.address() as AddressInfo).port };
    }

    async function connectTo({ url }: BalancerProcess): Promise<Http2Client> {
      const client = await Http2Client.connect(url, certificate.cert);
      cleanups.push(() => client.close());
      return client;
    }

    beforeAll(async () => {
      ensureBuilt();
      certificate = await makeCertificate();
      cluster = await NatsCluster.start(1);
      api = await startTestServer({ NATS_URL: cluster.url(), SHARD: 'nyc', ...PROXIED });
      writer = await StreamWriter.at(api);
      ports = [await findFreePort(), await findFreePort()];
      gateways = await Promise.all([startGateway(ports[0]), startGateway(ports[1])]);
      balancer = await BalancerProcess.start(kind, certificate, {
        commandsPort: portOf(api),
        gatewayPorts: ports,
      });
      rider = await signUp(api, 'rider');
    });

    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    });

    afterAll(async () => {
      // A start that failed leaves some of them out, and the others must not outlive the test.
      await (balancer as BalancerProcess | undefined)?.stop();
      await killApiProcesses();
      await (writer as StreamWriter | undefined)?.close();
      await (api as TestServer | undefined)?.drop();
      await Promise.all([
        (cluster as NatsCluster | undefined)?.stop(),
        (certificate as Certificate | undefined)?.remove(),
      ]);
    });

    it('a WebSocket reaches a gateway, and gets each event at once', async () => {
      const { token, id } = rider;
      const probe = await SocketProbe.open(balancer, STREAM, { token, ca: certificate.cert });
      await probe.next(({ event }) => event === 'stream.snapshot');
      await writer.commit(streamId('rider', id));
      await probe.next(({ event }) => event === 'driver.online');
      await probe.close();
      await until('no stream is open', noneIsOpen);
    });

    it('commands reach the process with the database, and streams a gateway, at once, over HTTP/2 and HTTP/1.1', async () => {
      const client = await connectTo(balancer);
      const body = { role: 'rider', name: 'Ada' };
      const session = await client.call('POST', '/v1/sessions', { body });
      expect(session.status).toBe(201);
      const { token, user } = JSON.parse(session.text) as { token: string; user: { id: string } };
      const headers = { authorization: `Bearer ${token}` };
      const second = await client.stream(STREAM, headers);
      const first = await openSse(`${balancer.url}${STREAM}`, { ca: certificate.cert, headers });
      expect([first.status, second.status]).toEqual([200, 200]);
      await Promise.all([first.next(isSnapshot), second.seen(isSnapshot)]);
      await writer.commit(streamId('rider', user.id), 1);
      await first.next(({ event }) => event === 'driver.online');
      await second.seen(({ event }) => event === 'driver.online');
      const open = await countStreams();
      expect(open[0]! + open[1]!).toBe(2);
      const poll = await client.call('GET', STREAM, { headers: { ...headers, ...JSON_ONLY } });
      expect(JSON.parse(poll.text)).toMatchObject({ mode: 'fresh' });
      await Promise.all([first.close(), second.close()]);
    });

    it('a client that leaves has left the gateway as well', async () => {
      await until('no stream is open', noneIsOpen);
      const probe = await open();
      await probe.next(isSnapshot);
      expect(await noneIsOpen()).toBe(false);
      await probe.close();
      await until('the gateway knows', noneIsOpen);
    });

    it('a client that reads nothing is cut off by the limit of the gateway, and nothing waits on the disk', async () => {
      await until('no stream is open', noneIsOpen);
      const reader = await signUp(api, 'rider');
      const probe = await open(reader);
      await probe.next(isSnapshot);
      probe.pause();
      for (let sent = 0; sent < EVENTS; sent += BATCH) {
        await writer.commit(streamId('rider', reader.id), BATCH, EVENT_SIZE);
      }
      let spooled = 0;
      await until('the gateway has closed the stream', () => {
        spooled = Math.max(spooled, balancer.spooledBytes);
        return noneIsOpen();
      });
      expect(spooled).toBe(0);
      probe.resume();
      await probe.close();
    });

    it('every stream request after the kill of a gateway is answered by 200, and leads to another one', async () => {
      await gateways[0].kill();
      for (let request = 0; request < 20; request += 1) {
        // On a busy machine the balancer may miss both for a moment, and tells the client to come back.
        await until('another gateway serves the stream', async () => {
          const probe = await open();
          expect(probe.status).toBe(200);
          const isLive = await probe.next(isSnapshot).then(
            () => true,
            () => false,
          );
          if (!isLive) expect(probe.raw).toMatch(/^retry: \d{4,5}\n\n$/);
          await probe.close();
          return isLive;
        });
      }
      gateways[0] = await startGateway(ports[0]);
    });

    it('a reload keeps open streams until the time for old workers is over', async () => {
      const other = await startOther({
        commandsPort: portOf(api),
        gatewayPorts: ports,
        reloadSeconds: 3,
      });
      const traveller = await signUp(api, 'rider');
      const probe = await open(traveller, other);
      await probe.next(isSnapshot);
      await other.reload();
      await writer.commit(streamId('rider', traveller.id), 1);
      await probe.next(({ event }) => event === 'driver.online');
      await probe.ended;
      const renewed = await open(traveller, other);
      expect(renewed.status).toBe(200);
      await renewed.next(isSnapshot);
      await renewed.close();
    });

    it('without any process a stream is told to come back by 200, and all else by a problem document', async () => {
      const other = await startOther({ commandsPort: 1, gatewayPorts: [] });
      const client = await connectTo(other);
      const retries = new Set<string | undefined>();
      // HAProxy answers in another way when its checks have failed.
      const enough = kind.checksReadiness ? 2 : 1;
      await until('both ways to answer were seen', async () => {
        const probe = await open(rider, other);
        expect([probe.status, probe.headers['content-type']]).toEqual([200, 'text/event-stream']);
        await probe.ended;
        expect(probe.raw).toMatch(/^retry: \d{4,5}\n\n$/);
        retries.add(probe.raw);
        return retries.size >= enough;
      });
      const poll = await client.call('GET', STREAM, { headers: JSON_ONLY });
      const command = await client.call('POST', '/v1/sessions', { body: {} });
      for (const { status, headers, text } of [poll, command]) {
        expect([status, headers['content-type']]).toEqual([503, 'application/problem+json']);
        expect(JSON.parse(text)).toMatchObject({ status: 503, code: 'NOT_READY', retryable: true });
      }
    });

    it('a command is sent once over HTTP/1.1: a lost answer is an error, and no second attempt', async () => {
      const { seen, port } = await startBroken();
      const other = await startOther({ commandsPort: port, gatewayPorts: [] });
      const answer = await post(`${other.url}/v1/trips`, certificate.cert);
      expect(answer.status).toBeGreaterThanOrEqual(502);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(answer.text)).toMatchObject({ retryable: true });
      expect(seen).toEqual(['POST']);
    });

    it('a command is sent once over HTTP/2, whether the client gets a status or a reset', async () => {
      const { seen, port } = await startBroken();
      const client = await connectTo(await startOther({ commandsPort: port, gatewayPorts: [] }));
      // HAProxy resets the stream with REFUSED_STREAM, see docs/deploy.md.
      const status = await client.call('POST', '/v1/trips', { body: {} }).then(
        (answer) => answer.status,
        () => 'reset',
      );
      expect(['reset', 502, 503]).toContain(status);
      expect(seen).toEqual(['POST']);
    });

    (kind.checksReadiness ? it : it.skip)(
      `a gateway that drains gets no new streams, and keeps its old ones${
        kind.checksReadiness ? '' : ' (left out: it asks for no readiness)'
      }`,
      async () => {
        await gateways[1].kill();
        gateways[1] = await startGateway(ports[1], { DRAIN_DELAY_SECONDS: '300' });
        await until('both gateways get streams', async () => {
          const probes = await Promise.all(Array.from({ length: 4 }, () => open()));
          const counts = await countStreams();
          await Promise.all(probes.map((probe) => probe.close()));
          return counts.every((count) => count > 0);
        });
        gateways[1].send('SIGTERM');
        await until('the draining gateway gets none', async () => {
          await until('no stream is open', noneIsOpen);
          const probes = await Promise.all(Array.from({ length: 4 }, () => open()));
          await Promise.all(probes.map((probe) => probe.next(isSnapshot)));
          const [, draining] = await countStreams();
          await Promise.all(probes.map((probe) => probe.close()));
          return draining === 0;
        });
      },
    );
  });
}

/** Sends a command on a connection of its own. */
async function post(url: string, ca: string) {
  const call = request(url, {
    method: 'POST',
    ca,
    headers: { 'content-type': 'application/json' },
  });
  call.end('{}');
  const [{ statusCode: status = 0, headers }, text] = await new Promise<[IncomingMessage, string]>(
    (resolve, reject) => {
      call.once('error', reject);
      call.once('response', (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.once('end', () => {
          resolve([response, body]);
        });
      });
    },
  );
  return { status, headers, text };
}
