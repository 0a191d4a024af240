import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { adminDatabaseUrl } from '#testing';
import { findBreaks, readSchema, type Schema } from '../../test/schema-compatibility.js';
import { migrateDatabase } from '../migrate-database.js';
import { lastReleased, migrations } from './migrations.js';

const name = `tripstream_migrations_${randomBytes(6).toString('hex')}`;
let client: pg.Client;
let released: Schema;

beforeAll(async () => {
  await admin(`CREATE DATABASE ${name}`);
  const url = new URL(adminDatabaseUrl());
  url.pathname = `/${name}`;
  client = new pg.Client(url.href);
  await client.connect();
  const count = migrations.indexOf(lastReleased) + 1;
  await migrateDatabase(url.href, { migrations: migrations.slice(0, count) });
  released = await readSchema(client);
  await migrateDatabase(url.href);
});

afterAll(async () => {
  await client.end();
  await admin(`DROP DATABASE ${name}`);
});

async function admin(sql: string): Promise<void> {
  const session = new pg.Client(adminDatabaseUrl());
  await session.connect();
  await session.query(sql);
  await session.end();
}

it('the release before can read and write on the schema of this one', async () => {
  expect(released.columns.length).toBeGreaterThan(50);
  const breaks = findBreaks(released, await readSchema(client));
  const unexpected = breaks.filter((text) => !isKeyOfPartitions(text) && !isSeat(text));
  expect(unexpected).toEqual([]);
});

/**
 * The keys of the history got the day, which a partitioned table demands (ADR 0018). No statement
 * of the release before names the old ones in ON CONFLICT, and the new ones admit more rows.
 */
const isKeyOfPartitions = (text: string) =>
  /on (outbox|mailbox): .*\((id|stream, seq)(, day)?\)$/.test(text);

/**
 * One index for each seat replaces the one that allowed a driver one trip. They demand the same of
 * the trips of the release before, none of which is shared (ADR 0053).
 */
const isSeat = (text: string) =>
  /^new constraint on trip: .*\(driver_id\).* OR \(seat IS NULL\) OR /.test(text) ||
  /^no unique constraint any more on trip: .*\(driver_id\) WHERE \(status/.test(text);

describe('a migration that would stop the release before is found', () => {
  it.each([
    ['ALTER TABLE stream DROP COLUMN seq', 'stream.seq is gone'],
    ['ALTER TABLE stream RENAME COLUMN seq TO number', 'stream.seq is gone'],
    ['ALTER TABLE outbox ALTER COLUMN event TYPE jsonb', 'outbox.event has another type'],
    ['ALTER TABLE stream ADD COLUMN owner text NOT NULL', 'stream.owner is required'],
    ['ALTER TABLE outbox ALTER COLUMN xid DROP DEFAULT', 'outbox.xid is required'],
    ['ALTER TABLE stream ADD CHECK (seq < 100)', 'new constraint on stream: CHECK ((seq < 100))'],
    [
      'CREATE UNIQUE INDEX ON quote (rider_id)',
      'new constraint on quote: CREATE UNIQUE INDEX ON public.quote USING btree (rider_id)',
    ],
    [
      'ALTER TABLE stream DROP CONSTRAINT stream_pkey',
      'no unique constraint any more on stream: PRIMARY KEY (id)',
    ],
  ])('%s', async (sql, finding) => {
    expect(await findBreaksOf(sql)).toContain(finding);
  });

  it.each([
    'ALTER TABLE stream ADD COLUMN note text',
    `ALTER TABLE stream ADD COLUMN note text NOT NULL DEFAULT ''`,
    'CREATE TABLE extra (id int PRIMARY KEY)',
    'CREATE INDEX ON outbox (subject)',
  ])('%s is an extension, and allowed', async (sql) => {
    expect(await findBreaksOf(sql)).toEqual([]);
  });

  async function findBreaksOf(sql: string): Promise<string[]> {
    await client.query('BEGIN');
    try {
      const before = await readSchema(client);
      await client.query(sql);
      return findBreaks(before, await readSchema(client));
    } finally {
      await client.query('ROLLBACK');
    }
  }
});

it('a new migration creates an index on an existing table only concurrently', () => {
  expect(findBlockingIndexes(readNewMigrations())).toEqual([]);
  const bad =
    '`CREATE UNIQUE INDEX a ON outbox (b)`; `CREATE TABLE c ()`; `CREATE INDEX d ON c (e)`';
  expect(findBlockingIndexes([bad])).toEqual(['CREATE UNIQUE INDEX a ON outbox']);
});

function readNewMigrations(): string[] {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const first = Number(/\d+$/.exec(lastReleased.name)?.[0]);
  const files = readdirSync(folder).filter((file) => Number(/^\d+/.exec(file)?.[0] ?? 0) > first);
  return files.map((file) => readFileSync(`${folder}${file}`, 'utf8'));
}

/** Finds the indexes on tables that the same migration doesn't create. */
function findBlockingIndexes(sources: string[]): string[] {
  return sources.flatMap((source) => {
    const created = [
      ...source.matchAll(/CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)/g),
    ].map(([, t]) => t);
    return [
      ...source.matchAll(/CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[\w ]*?ON (?:ONLY )?(\w+)/g),
    ]
      .filter(([, table]) => !created.includes(table))
      .map(([statement]) => statement);
  });
}
