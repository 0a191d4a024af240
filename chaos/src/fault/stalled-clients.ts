import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { until } from '#testing';
import { Server } from '../target/server.js';
import { StalledClients } from '../workload/stalled-clients.js';
import type { Experiment, Fault } from '../run/experiment.js';

/** A server that keeps the answers of all these clients in memory ends. */
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=160' };
const LIMITS = { ANSWER_MAX_LAG_SECONDS: '2', REQUEST_MAX_SECONDS: '2' };
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;
const RELEASED_WITHIN_MS = 60_000;

/** Documents of 120 KB and of 1.5 MB, for which a client needs no token. */
const DOCUMENT = '/openapi.json';
const LARGE_DOCUMENT = '/docs/swagger-ui-bundle.js';

const unreadHttp1: Fault = {
  name: 'unread-answers',
  description: 'clients pipeline requests over HTTP/1.1 and read no answer: the memory is bounded',
  target: { settings: { ...SMALL_HEAP, ...LIMITS } },
  async inject({ target, workload, findings }) {
    const server = target.server(0);
    await withStalledClients(server.url, async (clients) => {
      clients.send(20, get(DOCUMENT).repeat(200));
      clients.send(60, get(LARGE_DOCUMENT).repeat(15));
      await workload.awaitTrips(3);
      await expectRelease(server, findings);
    });
  },
};

const unreadHttp2: Fault = {
  name: 'unread-answers-http2',
  description: 'clients ask over HTTP/2 and allow no byte of the answers: the memory is bounded',
  population: { riders: 2, drivers: 2 },
  async inject({ target, workload, findings }) {
    const certificate = await makeCertificate();
    target.onStop(certificate.remove);
    const server = await Server.start({
      databaseUrl: target.directUrl,
      settings: { ...SMALL_HEAP, ...LIMITS, ...certificate.settings },
      preloads: [],
    });
    target.onStop(() => server.kill());
    await withStalledClients(server.url, async (clients) => {
      clients.request(30, DOCUMENT, 100);
      clients.request(10, LARGE_DOCUMENT, 100);
      await workload.awaitTrips(2);
      await expectRelease(server, findings);
    });
  },
};

const HALF_REQUESTS = [
  '',
  'GET / HTTP/1.1\r\nHost: localhost\r\n',
  post('Content-Length: 100', '{'),
  post('Transfer-Encoding: chunked', '5\r\n{'),
];
const CONNECTIONS_EACH = 50;

const unfinishedRequests: Fault = {
  name: 'unfinished-requests',
  description:
    'clients never end their headers, bodies and chunks: the server ends the connections',
  target: { settings: LIMITS },
  async inject({ target, workload, findings }) {
    findings.markChecked('P23');
    await withStalledClients(target.server(0).url, async (clients) => {
      for (const bytes of HALF_REQUESTS) clients.send(CONNECTIONS_EACH, bytes, true);
      await workload.awaitTrips(3);
      const all = HALF_REQUESTS.length * CONNECTIONS_EACH;
      await until('the connections are ended', () => clients.endedCount === all, {
        timeoutMs: RELEASED_WITHIN_MS,
      }).catch(() => undefined);
      const open = all - clients.endedCount;
      findings.expect('P23', open === 0, `${open} connections with half a request stay open`);
    });
  },
};

async function withStalledClients(
  url: string,
  work: (clients: StalledClients) => Promise<void>,
): Promise<void> {
  const clients = new StalledClients(url);
  try {
    await work(clients);
  } finally {
    clients.close();
  }
}

/** The server must live, and free the answers although the clients are still connected. */
async function expectRelease(server: Server, findings: Experiment['findings']): Promise<void> {
  findings.markChecked('P23');
  const before = server.baseline?.heapBytes ?? 0;
  // While the server answers thousands of requests on a busy machine, its report may be late.
  const grown = async (): Promise<number> => {
    const holdings = await server.holdings().catch(() => undefined);
    return holdings ? holdings.heapBytes - before : Infinity;
  };
  let growth = Infinity;
  await until('the answers are released', async () => (growth = await grown()) < MAX_GROWTH_BYTES, {
    timeoutMs: RELEASED_WITHIN_MS,
  }).catch(() => undefined);
  const megabytes = Math.round(growth / 1024 / 1024);
  findings.measure('P23', `unread answers: heap ${megabytes} MB more`);
  findings.expect('P23', server.isAlive, 'clients that read nothing have ended the server');
  findings.expect('P23', growth < MAX_GROWTH_BYTES, `unread answers keep ${megabytes} MB`);
}

async function makeCertificate(): Promise<{
  settings: { TLS_CERT_FILE: string; TLS_KEY_FILE: string };
  remove: () => Promise<void>;
}> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  const folder = await mkdtemp(join(tmpdir(), 'tripstream-tls-'));
  const settings = {
    TLS_CERT_FILE: join(folder, 'cert.pem'),
    TLS_KEY_FILE: join(folder, 'key.pem'),
  };
  await writeFile(settings.TLS_CERT_FILE, made.cert);
  await writeFile(settings.TLS_KEY_FILE, made.private, { mode: 0o600 });
  return { settings, remove: () => rm(folder, { recursive: true }) };
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

function post(header: string, body: string): string {
  const start =
    'POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  return `${start}${header}\r\n\r\n${body}`;
}

export const stalledClientFaults: Fault[] = [unreadHttp1, unreadHttp2, unfinishedRequests];
