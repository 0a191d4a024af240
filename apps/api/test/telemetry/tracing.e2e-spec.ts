import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_PROGRAM } from '#simulation';
import {
  createTestDatabase,
  hasNatsServer,
  NatsCluster,
  runQuery,
  until,
  type TestDatabase,
} from '#testing';
import {
  dropoff,
  ensureBuilt,
  expectOk,
  killApiProcesses,
  personOf,
  pickup,
  signUp,
  startApiProcess,
  type ApiProcess,
} from '#api-harness';
import { OtlpReceiver, type ExportedSpan } from './otlp-receiver.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

const [SERVER, CLIENT, PRODUCER, CONSUMER] = [2, 3, 4, 5];

/** The trace of a caller, as a browser or another service sends it. */
const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UNSAMPLED = '00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-00';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const environmentFor = (databaseUrl: string, collector?: string) => ({
  DATABASE_URL: databaseUrl,
  // A batch leaves after this time; OpenTelemetry's default is five seconds.
  OTEL_BSP_SCHEDULE_DELAY: '50',
  ...(collector !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: collector }),
});

const readTraceparents = async (databaseUrl: string): Promise<unknown[]> =>
  (await runQuery(databaseUrl, 'SELECT traceparent FROM outbox ORDER BY time')).map(
    ({ traceparent }) => traceparent,
  );

/** A trip is requested with this header, and two streams of its rider get the event. */
async function requestTripAt(
  server: ApiProcess,
  traceparent: string,
  gateway: { url: string } = server,
): Promise<{ text: string }> {
  const { id, token, ...rider } = await signUp(server, 'rider');
  const streams = personOf(gateway, { token, user: { id, role: 'rider', name: '' } });
  const probes = [await streams.stream(), await streams.stream()];
  await expectOk(
    rider.post('/v1/trips', { pickup, dropoff }, { traceparent, 'idempotency-key': id }),
  );
  const frames = await Promise.all(
    probes.map((probe) => probe.next(({ event }) => event === 'trip.requested')),
  );
  await Promise.all(probes.map((probe) => probe.close()));
  return { text: JSON.stringify(frames) };
}

const isDelivery = ({ name }: ExportedSpan): boolean => name === 'stream.deliver';

let database: TestDatabase;
let collector: OtlpReceiver | undefined;

beforeAll(ensureBuilt);
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await killApiProcesses();
  await collector?.stop();
  collector = undefined;
  await database.drop();
});

describe('with OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it('the trace of a command has its statements and its append, and a delivery links to it', async () => {
    collector = await OtlpReceiver.start();
    const server = await startApiProcess(environmentFor(database.url, collector.url));
    const { text } = await requestTripAt(server, CALLER);
    const { spans } = collector;
    const inTrace = (name: RegExp): ExportedSpan[] =>
      spans.filter(({ traceId, name: given }) => traceId === TRACE_ID && name.test(given));
    await until('the spans are exported', () => spans.some(isDelivery));
    await until('the request is exported', () => inTrace(/^POST/).length > 0);

    const [request] = inTrace(/^POST/);
    expect(request).toMatchObject({ name: 'POST /v1/trips', kind: SERVER, service: 'tripstream' });
    expect(inTrace(/pg|INSERT|SELECT/).some(({ kind }) => kind === CLIENT)).toBe(true);
    const [append] = inTrace(/^outbox.append$/);
    expect(append).toMatchObject({
      kind: PRODUCER,
      attributes: { 'tripstream.event.types': 'trip.requested' },
    });

    // Two streams have got the event; one of them made the span.
    const deliveries = spans.filter(isDelivery);
    expect(deliveries).toMatchObject([
      {
        kind: CONSUMER,
        parentId: '',
        links: [{ traceId: TRACE_ID, spanId: append?.spanId }],
        attributes: { 'tripstream.event.type': 'trip.requested' },
      },
    ]);
    expect(deliveries[0]?.traceId).not.toBe(TRACE_ID);
    expect(collector.named('stream.open')).toMatchObject([
      { attributes: { 'tripstream.mode': 'fresh', 'tripstream.role': 'rider' } },
      { attributes: { 'tripstream.mode': 'fresh', 'tripstream.role': 'rider' } },
    ]);

    expect(await readTraceparents(database.url)).toEqual([
      `00-${TRACE_ID}-${append?.spanId ?? ''}-01`,
    ]);
    expect(text).not.toContain(TRACE_ID);
    expect(text).not.toContain('traceparent');
    // The stream itself has no span: it would be exported when the stream ends.
    expect(spans.filter(({ name }) => name.includes('stream') && name.startsWith('GET'))).toEqual(
      [],
    );
  });

  it('a command whose trace is not sampled leaves no trace in the history', async () => {
    collector = await OtlpReceiver.start();
    const server = await startApiProcess(environmentFor(database.url, collector.url));
    await requestTripAt(server, UNSAMPLED);
    await requestTripAt(server, CALLER);
    const { spans } = collector;
    await until('the sampled one is exported', () => spans.some(isDelivery));
    const [unsampled, sampled] = await readTraceparents(database.url);
    expect(unsampled).toBeNull();
    expect(sampled).toContain(TRACE_ID);
    expect(spans.filter(isDelivery)).toHaveLength(1);
    expect(spans.some(({ traceId }) => traceId === UNSAMPLED.split('-')[1])).toBe(false);
  });

  it('a collector that never answers disturbs neither streams nor the end', async () => {
    collector = await OtlpReceiver.start('hang');
    const server = await startApiProcess(environmentFor(database.url, collector.url));
    for (let n = 0; n < 5; n += 1) await requestTripAt(server, CALLER);
    await until('the collector was asked', () => (collector?.requests ?? 0) > 0);
    // After five seconds the process would end itself with code 1.
    expect(await server.stop()).toMatchObject({ code: 0 });
  });

  it('a collector that is gone disturbs neither streams nor the end, and is logged', async () => {
    const gone = await OtlpReceiver.start();
    const { url } = gone;
    await gone.stop();
    const server = await startApiProcess(environmentFor(database.url, url));
    for (let n = 0; n < 5; n += 1) await requestTripAt(server, CALLER);
    await until('the loss is logged', () => server.output.includes('Spans are lost'));
    expect(await server.stop()).toMatchObject({ code: 0 });
  });

  it('a server that is started without the preload says what is missing', () => {
    const { status, stderr } = spawnSync(process.execPath, [API_PROGRAM], {
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', PORT: '0' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/OTEL_EXPORTER_OTLP_ENDPOINT needs node --import .*register\.js/);
  });

  it('a server without the optional packages says so in one line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tripstream-otel-'));
    cpSync(join(dirname(API_PROGRAM), 'telemetry'), join(folder, 'telemetry'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', './telemetry/register.js', '--eval', ''],
      {
        cwd: folder,
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' },
        encoding: 'utf8',
      },
    );
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/packages of OpenTelemetry are missing\. Install them/),
    ]);
  });
});

describe('without OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it('no package of OpenTelemetry is loaded but its API, which prom-client needs', () => {
    // They are CommonJS, so those that are loaded are in the cache.
    const program = `
      const count = () => Object.keys(require.cache).filter((path) =>
        /node_modules.@opentelemetry.(?!api.)/.test(path)).length;
      import('./dist/apps/api/src/app.module.js').then(() => {
        process.stdout.write(String(count()));
        process.exit(0);
      });`;
    const count = (environment: Record<string, string>): number => {
      const preload = ['--import', './dist/apps/api/src/telemetry/register.js'];
      const { stdout } = spawnSync(process.execPath, [...preload, '--eval', program], {
        cwd: root,
        env: environment,
        encoding: 'utf8',
      });
      return Number(stdout);
    };
    expect(count({})).toBe(0);
    expect(count({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toBeGreaterThan(50);
  });

  it('a command of a traced caller stores no trace', async () => {
    const server = await startApiProcess(environmentFor(database.url));
    await requestTripAt(server, CALLER);
    expect(await readTraceparents(database.url)).toEqual([null]);
  });
});

const withNats = hasNatsServer ? describe : describe.skip;

withNats('over NATS (left out where nats-server is missing)', () => {
  it('the relay continues the trace of the command, and a gateway links to it', async () => {
    const cluster = await NatsCluster.start(1);
    try {
      collector = await OtlpReceiver.start();
      const bus = { NATS_URL: cluster.url(), SHARD: 'nyc' };
      const environment = { ...environmentFor(database.url, collector.url), ...bus };
      const server = await startApiProcess(environment);
      const gateway = await startApiProcess({
        ...environment,
        ROLE: 'gateway',
        OTEL_SERVICE_NAME: 'tripstream-gateway',
      });
      await requestTripAt(server, CALLER, gateway);
      const { spans } = collector;
      await until('the delivery is exported', () => spans.some(isDelivery));
      await until('the relay has exported', () =>
        spans.some(({ name }) => name === 'relay.publish'),
      );
      const [append] = collector.named('outbox.append');
      expect(collector.named('relay.publish')).toMatchObject([
        { traceId: TRACE_ID, parentId: append?.spanId, kind: PRODUCER },
      ]);
      expect(spans.filter(isDelivery)).toMatchObject([
        { service: 'tripstream-gateway', links: [{ traceId: TRACE_ID }] },
      ]);
    } finally {
      await killApiProcesses();
      await cluster.stop();
    }
  });
});
