import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { adminDatabaseUrl, until } from '#testing';
import { migrateDatabase } from '../migrate-database.js';
import { DailyPartitions1764115200000 } from './1764115200000-daily-partitions.js';
import { migrations } from './migrations.js';

const before = migrations.slice(0, migrations.indexOf(DailyPartitions1764115200000));
/** The statements by which the release before appends an event. */
const APPEND = [
  `INSERT INTO outbox (id, type, subject, time, event)
   VALUES ('00000000-0000-4000-8000-%N', 't', 's', now(), '{}')`,
  `INSERT INTO mailbox (stream, seq, outbox_id)
   VALUES ('one', '%N'::bigint, '00000000-0000-4000-8000-%N')`,
];

let name: string;
let url: string;
let client: pg.Client;

beforeEach(async () => {
  name = `tripstream_partitions_${randomBytes(6).toString('hex')}`;
  await admin(`CREATE DATABASE ${name}`);
  const address = new URL(adminDatabaseUrl());
  address.pathname = `/${name}`;
  url = address.href;
  await migrateDatabase(url, { migrations: before });
  client = new pg.Client(url);
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await admin(`DROP DATABASE ${name} WITH (FORCE)`);
});

describe('the migration to daily partitions', () => {
  it('keeps the stored events where they are, and the release before appends further ones', async () => {
    await append(client, 1);
    const file = await readFile('outbox');
    await migrateDatabase(url);
    await append(client, 2);
    const { rows } = await client.query<{ seq: string; partition: string; event: string }>(
      `SELECT m.seq, o.tableoid::regclass::text AS partition FROM mailbox m
       JOIN outbox o ON o.id = m.outbox_id AND o.day = m.day ORDER BY m.seq`,
    );
    expect(rows.map(({ seq }) => seq)).toEqual(['1', '2']);
    expect(await readFile(rows[0]!.partition)).toBe(file);
  });

  it('waits for a transaction of the release before, which can append meanwhile', async () => {
    const service = new pg.Client(url);
    await service.connect();
    await service.query('BEGIN');
    await append(service, 1);
    const migrated = migrateDatabase(url);
    await until('the migration waits', async () => {
      const { rowCount } = await client.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'tripstream-migrate'
           AND datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });
    await append(client, 2);
    await service.query('COMMIT');
    await service.end();
    await migrated;
    expect(await readNumbers()).toEqual(['1', '2']);
  });

  it('continues after a crash on an earlier day', async () => {
    await append(client, 1);
    await client.query(
      `ALTER TABLE outbox ADD COLUMN day date NOT NULL DEFAULT '2020-02-29';
       ALTER TABLE mailbox ADD COLUMN day date NOT NULL DEFAULT '2020-02-29'`,
    );
    await append(client, 2);
    await migrateDatabase(url);
    await append(client, 3);
    expect(await readNumbers()).toEqual(['1', '2', '3']);
    const { rows } = await client.query('SELECT count(*)::int AS old FROM outbox_20200229');
    expect(rows).toEqual([{ old: 2 }]);
  });

  it('continues after a crash between the exchange and the entry in the table of migrations', async () => {
    await append(client, 1);
    await migrateDatabase(url);
    await client.query(`DELETE FROM migrations WHERE name = 'DailyPartitions1764115200000'`);
    await migrateDatabase(url);
    await append(client, 2);
    expect(await readNumbers()).toEqual(['1', '2']);
  });

  it('the migration is undone, and done again', async () => {
    await append(client, 1);
    await migrateDatabase(url);
    await append(client, 2);
    const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
    await new DailyPartitions1764115200000().down(dataSource.createQueryRunner());
    await dataSource.query(`DELETE FROM migrations WHERE name = 'DailyPartitions1764115200000'`);
    await dataSource.destroy();
    expect(await readNumbers()).toEqual(['1', '2']);
    await append(client, 3);
    await migrateDatabase(url);
    expect(await readNumbers()).toEqual(['1', '2', '3']);
  });
});

async function append(session: pg.Client, seq: number): Promise<void> {
  for (const statement of APPEND) {
    await session.query(statement.replaceAll('%N', String(seq).padStart(12, '0')));
  }
}

async function readNumbers(): Promise<string[]> {
  const { rows } = await client.query<{ seq: string }>('SELECT seq FROM mailbox ORDER BY seq');
  return rows.map(({ seq }) => seq);
}

/** A rewrite gives a table another file. */
async function readFile(table: string): Promise<string> {
  const { rows } = await client.query<{ file: string }>(
    'SELECT pg_relation_filenode($1::regclass)::text AS file',
    [table],
  );
  return rows[0]!.file;
}

async function admin(sql: string): Promise<void> {
  const session = new pg.Client(adminDatabaseUrl());
  await session.connect();
  await session.query(sql);
  await session.end();
}
