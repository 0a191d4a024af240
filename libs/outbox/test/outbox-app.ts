import { EventEmitterModule } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import { Injectable } from '@nestjs/common';
import type { Provider } from '@nestjs/common';
import pg from 'pg';
import { DatabaseModule, Transactions, type Transaction } from '#database';
import { PinoLogger, PlatformModule, Settings } from '#platform';
import {
  CommittedHistory,
  Epoch,
  OnCommittedEvent,
  Outbox,
  OutboxModule,
  OutboxTail,
  Relay,
  StreamHistory,
  outboxEntities,
  type AnyNewEvent,
  type CommittedEvent,
  type TailBreak,
} from '#outbox';
import { until, type StreamPosition } from '#testing';
import { OutboxSignal } from '../src/tail/outbox-signal.js';

/** Records the events that the tail emits, in order, with `performance.now()` at their arrival. */
@Injectable()
export class Recorder {
  readonly received: (CommittedEvent & { arrivedAt: number })[] = [];

  @OnCommittedEvent()
  record(event: CommittedEvent): void {
    this.received.push({ ...event, arrivedAt: performance.now() });
  }

  get positions(): StreamPosition[] {
    return this.received.flatMap(({ id, deliveries }) =>
      deliveries.map(({ stream, seq }) => ({ stream, seq, id })),
    );
  }
}

/** The outbox of one process, wired as by `apps/api`, with a listener that records. */
export interface OutboxApp {
  outbox: Outbox;
  history: StreamHistory;
  committed: CommittedHistory;
  epoch: Epoch;
  relay: Relay;
  signal: OutboxSignal;
  transactions: Transactions;
  recorder: Recorder;
  breaks: TailBreak[];
  /** Appends and commits. */
  commit(...events: AnyNewEvent[]): Promise<void>;
  /** Appends in a transaction, and leaves it open until the caller commits or rolls back. */
  appendWithoutCommit(...events: AnyNewEvent[]): Promise<OpenTransaction>;
  close(): Promise<void>;
}

export interface OpenTransaction {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/**
 * @param listeners further providers, created before the recorder
 * @param variables further settings
 */
export async function startOutboxApp(
  url: string,
  listeners: Provider[] = [],
  variables: Record<string, string> = {},
): Promise<OutboxApp> {
  const settings = Settings.from({
    DATABASE_URL: url,
    AUTH_MODE: 'demo',
    LOG_LEVEL: 'silent',
    // The first round comes at a random time, and would drop the days that a test counts.
    HISTORY_TRIM_SECONDS: '86400',
    ...variables,
  });
  const app = await Test.createTestingModule({
    imports: [
      PlatformModule.forRoot(settings),
      DatabaseModule.forRoot({
        url,
        entities: outboxEntities,
        poolSize: 24,
        refusesNestedCalls: true,
      }),
      EventEmitterModule.forRoot(),
      OutboxModule,
    ],
    providers: [...listeners, Recorder],
  })
    .setLogger(new PinoLogger('silent'))
    .compile();
  const tail = app.get(OutboxTail);
  const breaks: TailBreak[] = [];
  tail.breaks$.subscribe((reason) => breaks.push(reason));
  await app.init();
  await until('the tail is live', () => tail.isLive);
  const outbox = app.get(Outbox);
  const transactions = app.get(Transactions);
  const append = async (tx: Transaction, events: AnyNewEvent[]) =>
    outbox.append(tx, events, await tx.now());
  return {
    outbox,
    transactions,
    breaks,
    history: app.get(StreamHistory),
    committed: app.get(CommittedHistory),
    epoch: app.get(Epoch),
    relay: app.get(Relay),
    signal: app.get(OutboxSignal),
    recorder: app.get(Recorder),
    commit: (...events) => transactions.run((tx) => append(tx, events)),
    appendWithoutCommit: (...events) =>
      leaveOpen(transactions, async (tx) => {
        await append(tx, events);
        await tx.sendLastStatements();
      }),
    close: () => app.close(),
  };
}

class RolledBack extends Error {}

/** Does `work` in a transaction, and leaves it open until the caller commits or rolls back. */
async function leaveOpen(
  transactions: Transactions,
  work: (tx: Transaction) => Promise<void>,
): Promise<OpenTransaction> {
  const written = createDeferred();
  const ending = createDeferred();
  const ended = transactions.run(async (tx) => {
    await work(tx);
    written.resolve();
    await ending.promise;
  });
  ended.catch(() => undefined);
  await Promise.race([written.promise, ended]);
  return {
    commit: () => {
      ending.resolve();
      return ended;
    },
    rollback: () => {
      ending.reject(new RolledBack());
      return ended.catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    },
  };
}

/** Reads every position of every stream from the mailbox. */
export async function readCommittedPositions(url: string): Promise<StreamPosition[]> {
  return query<StreamPosition>(
    url,
    'SELECT stream, seq::float8 AS seq, outbox_id AS id FROM mailbox',
  );
}

/**
 * Ends the connections of all tails of a database, as an administrator or a broken network does.
 */
export async function terminateTails(url: string): Promise<void> {
  await query(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'tripstream-tail' AND datname = current_database()`,
  );
}

export async function query<Row>(url: string, sql: string, values?: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

function createDeferred() {
  let callbacks!: { resolve: () => void; reject: (error: Error) => void };
  const promise = new Promise<void>((resolve, reject) => {
    callbacks = { resolve, reject };
  });
  return { promise, ...callbacks };
}
