import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createUniqueIndexConcurrently } from './create-index-concurrently.js';

const DAY = /\d{4}-\d\d-\d\d/;
/** Days for which the migration creates partitions; the servers create the later ones. */
const DAYS_AHEAD = 3;

/** What the two tables have in common with their partitions. */
const tables = {
  outbox: {
    key: '(id, day)',
    indexes: { xid: '(xid)', time: '(time)' },
    columns: `id uuid NOT NULL, type text NOT NULL, subject text NOT NULL,
      time timestamptz(3) NOT NULL, event json NOT NULL,
      xid xid8 NOT NULL DEFAULT pg_current_xact_id()`,
  },
  mailbox: {
    key: '(stream, seq, day)',
    indexes: { outbox_id: '(outbox_id)' },
    columns: 'stream text NOT NULL, seq bigint NOT NULL, outbox_id uuid NOT NULL',
  },
};

type TableName = keyof typeof tables;
const names = Object.keys(tables) as TableName[];

/**
 * The release before deletes by `ctid`, which names a row of one partition only: it would delete
 * other rows as well. Its trimmer gets an error instead, and tries again until it is replaced.
 */
const REFUSE_CTID = `
  CREATE FUNCTION refuse_delete_by_ctid() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF current_query() LIKE '%ctid%' THEN
      RAISE EXCEPTION 'A ctid does not identify a row of a partitioned table.';
    END IF;
    RETURN NULL;
  END $$`;

/**
 * Divides `outbox` and `mailbox` into partitions of one day, of which the oldest is dropped (ADR
 * 0018). The existing tables become the first partition as they are: the long steps, an index and
 * a check, block no request, and the exchange takes milliseconds.
 */
export class DailyPartitions1764115200000 implements MigrationInterface {
  name = 'DailyPartitions1764115200000';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // A crash after the exchange and before TypeORM's entry leaves the work done.
    if (await isPartitioned(runner)) return;
    const last = await addDay(runner);
    for (const table of names) await prepare(runner, table, last);
    await runner.query([...exchange(last), REFUSE_CTID, ...names.map(refuseCtid)].join(';'));
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = names.flatMap((table) => {
      const { columns, key, indexes } = tables[table];
      const selected = columns.match(/\w+(?= (?:uuid|text|bigint|json|xid8|timestamptz))/g) ?? [];
      return [
        `ALTER TABLE ${table} RENAME TO ${table}_partitioned`,
        `ALTER INDEX ${table}_pkey RENAME TO ${table}_partitioned_pkey`,
        `CREATE TABLE ${table} (${columns}, PRIMARY KEY ${key.replace(', day', '')})`,
        `INSERT INTO ${table} SELECT ${selected.join(', ')} FROM ${table}_partitioned`,
        `DROP TABLE ${table}_partitioned`,
        ...Object.entries(indexes).map(
          ([name, on]) => `CREATE INDEX ${table}_${name} ON ${table} ${on}`,
        ),
      ];
    });
    await runner.query([...statements, 'DROP FUNCTION refuse_delete_by_ctid'].join(';'));
  }
}

async function isPartitioned(runner: QueryRunner): Promise<boolean> {
  const rows = (await runner.query(
    "SELECT FROM pg_class WHERE oid = 'outbox'::regclass AND relkind = 'p'",
  )) as unknown[];
  return rows.length > 0;
}

/**
 * Adds the day to both tables in one transaction. Its default is a constant, so no row is
 * rewritten, and all rows up to the exchange have one day.
 *
 * @returns that day, also when a crash has interrupted the migration after this step
 */
async function addDay(runner: QueryRunner): Promise<string> {
  // SQL in SQL, because a default is no parameter.
  await runner.query(
    `DO $$ BEGIN EXECUTE (SELECT string_agg(format(
       'ALTER TABLE %I ADD COLUMN IF NOT EXISTS day date NOT NULL DEFAULT %L', name,
       (now() AT TIME ZONE 'UTC')::date), ';')
     FROM unnest(ARRAY['outbox', 'mailbox']) name); END $$`,
  );
  const [row] = (await runner.query(
    `SELECT pg_get_expr(adbin, adrelid) AS text FROM pg_attrdef
     JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
     WHERE adrelid = 'outbox'::regclass AND attname = 'day'`,
  )) as { text: string }[];
  const day = DAY.exec(row?.text ?? '')?.[0];
  if (!day) throw new Error('The column outbox.day has no constant default.');
  return day;
}

/** Builds what an attached partition needs, while the table is written to. */
async function prepare(runner: QueryRunner, table: TableName, last: string): Promise<void> {
  const { key } = tables[table];
  await createUniqueIndexConcurrently(runner, `${table}_day_key`, `ON ${table} ${key}`);
  await runner.query(
    `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${table}_first_day;
     ALTER TABLE ${table} ADD CONSTRAINT ${table}_first_day CHECK (day = '${last}') NOT VALID`,
  );
  await runner.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${table}_first_day`);
}

/** The statements of one transaction, after which the tables are partitioned. */
function exchange(last: string): string[] {
  return [
    `LOCK TABLE ${names.join(', ')} IN ACCESS EXCLUSIVE MODE`,
    ...names.flatMap((table) => exchangeTable(table, last)),
  ];
}

function exchangeTable(table: TableName, last: string): string[] {
  const { columns, key, indexes } = tables[table];
  const first = `${table}_${last.replaceAll('-', '')}`;
  return [
    `ALTER TABLE ${table} RENAME TO ${first}`,
    `ALTER TABLE ${first} DROP CONSTRAINT ${table}_pkey`,
    `ALTER TABLE ${first} ADD CONSTRAINT ${first}_pkey PRIMARY KEY USING INDEX ${table}_day_key`,
    ...Object.keys(indexes).map((n) => `ALTER INDEX ${table}_${n} RENAME TO ${first}_${n}_idx`),
    // now() is one value in a transaction, so an event and its deliveries have one day.
    `CREATE TABLE ${table} (${columns},
       day date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date, PRIMARY KEY ${key}
     ) PARTITION BY RANGE (day)`,
    ...Object.entries(indexes).map(([n, on]) => `CREATE INDEX ${table}_${n} ON ${table} ${on}`),
    `ALTER TABLE ${table} ATTACH PARTITION ${first}
       FOR VALUES FROM ('${last}') TO (${after(last, 1)})`,
    // An append never fails because no process has created the partition of its day.
    `CREATE TABLE ${table}_default PARTITION OF ${table} DEFAULT`,
    ...Array.from({ length: DAYS_AHEAD }, (_, index) => createDay(table, last, index + 1)),
  ];
}

function createDay(table: TableName, last: string, offset: number): string {
  const from = after(last, offset);
  const name = `${table}_${from.replaceAll(/\D/g, '')}`;
  return `CREATE TABLE ${name} PARTITION OF ${table}
    FOR VALUES FROM (${from}) TO (${after(last, offset + 1)})`;
}

/** The day `count` days after a day, as an SQL literal. */
function after(day: string, count: number): string {
  return `'${new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10)}'`;
}

const refuseCtid = (table: TableName): string =>
  `CREATE TRIGGER ${table}_refuse_ctid BEFORE DELETE ON ${table}
   FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete_by_ctid()`;
