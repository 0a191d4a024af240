import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '#embedded-postgres';
import { ApiProcess, freePort } from '#simulation';
import { benchVariables } from '../city/city-servers.js';
import { describeMachine, type Machine } from '../report/machine.js';
import type { BareOrder } from './bare-client.js';
import type { WebhooksBenchOptions } from './options.js';
import { BenchReceiver } from './receiver.js';

/** As many as the server makes at a time for all endpoints. */
const BARE_CONCURRENCY = 128;
/** Deliveries before the first measurement: V8 compiles the server meanwhile. */
const WARM_UP_EVENTS = 500;

export interface WebhooksRow {
  name: string;
  deliveries: number;
  perSecond: number;
}

export interface WebhooksReport {
  machine: Machine;
  options: WebhooksBenchOptions;
  rows: WebhooksRow[];
}

/** Events of trips with five events each, and about 1 KB of JSON, as a trip has. */
const ADD_EVENTS = `
  WITH fresh AS (
    SELECT gen_random_uuid() AS id, 'trip/' || gen_random_uuid() AS trip, n
    FROM generate_series(1, $1::int / 5) n
  ), events AS (
    SELECT gen_random_uuid() AS id, trip, seq FROM fresh, generate_series(1, 5) seq
  ), heads AS (
    INSERT INTO stream (id, seq) SELECT trip, 5 FROM fresh
  ), stored AS (
    INSERT INTO outbox (id, type, subject, time, event)
    SELECT id, 'trip.started', trip, clock_timestamp(), json_build_object(
      'specversion', '1.0', 'id', id, 'source', '/tripstream', 'type', 'trip.started',
      'subject', trip, 'time', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'data', json_build_object('trip', json_build_object('id', trip, 'text', repeat('x', 800))))
    FROM events
  )
  INSERT INTO mailbox (stream, seq, outbox_id) SELECT trip, seq, id FROM events`;

/** A server, its Postgres, and an operator who registers endpoints. */
interface Subject {
  pool: pg.Pool;
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  receiver: BenchReceiver;
  /** Aborts when the user interrupts the benchmark. */
  signal: AbortSignal;
}

/** Measures a backlog delivered to several endpoints, with and without one that never answers. */
export async function runWebhooksBench(
  options: WebhooksBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<WebhooksReport> {
  const folder = join(tmpdir(), `tripstream-webhooks-${randomBytes(6).toString('hex')}`);
  const postgres = await EmbeddedPostgres.start({ dataDir: folder });
  const receiver = await BenchReceiver.start();
  const server = await ApiProcess.start({
    environment: {
      ...benchVariables,
      DATABASE_URL: postgres.url,
      PORT: String(await freePort()),
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
    },
    nodeArguments: ['--max-semi-space-size=32'],
  });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  try {
    const call = await signInOperator(server.url);
    const rows = await measureAll({ pool, call, receiver, signal }, options, progress);
    return { machine: describeMachine(), options, rows };
  } finally {
    await pool.end();
    await server.stop();
    await receiver.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureAll(
  subject: Subject,
  { endpoints, events }: WebhooksBenchOptions,
  progress: (text: string) => void,
): Promise<WebhooksRow[]> {
  const { receiver } = subject;
  const ids: string[] = [];
  for (let index = 0; index < endpoints; index++) {
    ids.push(await register(subject, receiver.url(`partner-${index}`)));
  }
  await deliver(subject, ids, WARM_UP_EVENTS);
  progress(`${endpoints} endpoints`);
  const alone = await deliver(subject, ids, events);
  progress('with a dead endpoint');
  const beside = await deliverBesideDead(subject, ids, events);
  progress('the bare client');
  const deliveries = ids.length * events;
  const bare = await postBare(subject, deliveries);
  const row = (name: string, seconds: number) => ({
    name,
    deliveries,
    perSecond: deliveries / seconds,
  });
  return [
    row(`${endpoints} endpoints`, alone),
    row('the same, beside one that never answers', beside),
    row('bare client', bare),
  ];
}

async function deliverBesideDead(
  subject: Subject,
  ids: readonly string[],
  events: number,
): Promise<number> {
  const silent = await BenchReceiver.start({ isSilent: true });
  try {
    const dead = await register(subject, silent.url('dead'));
    const seconds = await deliver(subject, ids, events);
    await subject.call('DELETE', `/v1/ops/webhooks/${dead}`);
    return seconds;
  } finally {
    await silent.close();
  }
}

/** @returns seconds from the resume of all endpoints to the last of their answers */
async function deliver(subject: Subject, ids: readonly string[], events: number): Promise<number> {
  for (const id of ids) await subject.call('POST', `/v1/ops/webhooks/${id}/pause`);
  await subject.pool.query(ADD_EVENTS, [events]);
  const done = subject.receiver.awaitRequests(ids.length * events, subject.signal);
  const begin = performance.now();
  const resume = async () => {
    for (const id of ids) await subject.call('POST', `/v1/ops/webhooks/${id}/resume`);
  };
  await Promise.all([resume(), done]);
  return (performance.now() - begin) / 1_000;
}

/** @returns seconds that a process needs for as many POSTs of one body */
async function postBare({ receiver, signal }: Subject, count: number): Promise<number> {
  const child = fork(new URL('./bare-client.js', import.meta.url));
  const order: BareOrder = {
    url: receiver.url('bare'),
    body: receiver.body,
    count,
    concurrency: BARE_CONCURRENCY,
  };
  const done = receiver.awaitRequests(count, signal);
  const begin = performance.now();
  child.send(order);
  try {
    await done;
    return (performance.now() - begin) / 1_000;
  } finally {
    child.kill();
  }
}

async function register(subject: Subject, url: string): Promise<string> {
  const body = { url, events: ['*'] };
  const { id } = await subject.call('POST', '/v1/ops/webhooks', body);
  return id as string;
}

async function signInOperator(url: string): Promise<Subject['call']> {
  const send = async (
    token: string,
    { method, path, body }: { method: string; path: string; body?: unknown },
  ) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  };
  const body = { role: 'ops', name: 'Olga' };
  const { token } = await send('', { method: 'POST', path: '/v1/sessions', body });
  return (method, path, json) => send(token as string, { method, path, body: json });
}
