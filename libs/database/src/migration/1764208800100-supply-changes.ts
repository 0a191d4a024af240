import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The statuses of a trip that a driver has. The partial index on `trip` names the same ones. */
const WITH_DRIVER = `('driver_assigned', 'driver_arrived', 'in_progress')`;

/**
 * One row names the drivers that one statement has changed. A server finds the rows that became
 * visible since its last look by the transaction id (ADR 0020). The table is UNLOGGED, because a
 * server that can't rely on it reads all drivers again; `supply_generation` is empty after a crash
 * as well, which is how a server notices that rows are missing.
 */
const TABLES = [
  `CREATE UNLOGGED TABLE supply_change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    written_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    -- NULL: any driver may have changed.
    driver_ids uuid[],
    -- Whether more than the position or the last sign of life may have changed.
    is_state boolean NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
  `CREATE INDEX supply_change_xid ON supply_change (xid)`,
  `CREATE INDEX supply_change_written_at ON supply_change (written_at)`,
  `CREATE UNLOGGED TABLE supply_generation (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    id uuid NOT NULL DEFAULT gen_random_uuid()
  )`,
];

const FUNCTIONS = [
  `CREATE FUNCTION log_driver_signals() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO supply_change (driver_ids, is_state)
    SELECT ids, false FROM (SELECT array_agg(driver_id) AS ids FROM changed) c
    WHERE ids IS NOT NULL;
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION log_driver_state() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO supply_change (driver_ids, is_state) VALUES (ARRAY[coalesce(NEW.id, OLD.id)], true);
    RETURN NULL;
  END $$`,
  // A change of the driver concerns both drivers. A trip without a driver has none.
  `CREATE FUNCTION log_state_of_driver() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO supply_change (driver_ids, is_state)
    VALUES (array_remove(ARRAY[OLD.driver_id, NEW.driver_id], NULL), true);
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION log_supply_reset() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO supply_change (driver_ids, is_state) VALUES (NULL, true);
    RETURN NULL;
  END $$`,
];

const SIGNALS = ['driver_position', 'driver_presence'];
const STATES = ['trip', 'offer', 'driver'];

/**
 * Triggers write the rows, so that no statement can forget to: that of a server of the release
 * before, or an operator's. They are created in the order in which transactions lock the tables.
 */
const TRIGGERS = [
  ...[
    [
      'trip',
      (row: string) => `(${row}.driver_id IS NOT NULL AND ${row}.status IN ${WITH_DRIVER})`,
    ] as const,
    ['offer', (row: string) => `(${row}.status = 'pending')`] as const,
  ].flatMap(([table, occupies]) => [
    `CREATE TRIGGER supply_insert AFTER INSERT ON ${table}
     FOR EACH ROW WHEN (${occupies('NEW')}) EXECUTE FUNCTION log_state_of_driver()`,
    `CREATE TRIGGER supply_update AFTER UPDATE ON ${table}
     FOR EACH ROW WHEN (${occupies('OLD')} <> ${occupies('NEW')}
       OR ${occupies('NEW')} AND OLD.driver_id <> NEW.driver_id)
     EXECUTE FUNCTION log_state_of_driver()`,
    `CREATE TRIGGER supply_delete AFTER DELETE ON ${table}
     FOR EACH ROW WHEN (${occupies('OLD')}) EXECUTE FUNCTION log_state_of_driver()`,
  ]),
  `CREATE TRIGGER supply_insert AFTER INSERT ON driver
   FOR EACH ROW WHEN (NEW.availability = 'online') EXECUTE FUNCTION log_driver_state()`,
  `CREATE TRIGGER supply_update AFTER UPDATE ON driver
   FOR EACH ROW WHEN (NEW.availability <> OLD.availability) EXECUTE FUNCTION log_driver_state()`,
  `CREATE TRIGGER supply_delete AFTER DELETE ON driver
   FOR EACH ROW WHEN (OLD.availability = 'online') EXECUTE FUNCTION log_driver_state()`,
  ...SIGNALS.flatMap((table) =>
    (['INSERT', 'UPDATE', 'DELETE'] as const).map(
      (event) =>
        `CREATE TRIGGER supply_${event.toLowerCase()} AFTER ${event} ON ${table}
         REFERENCING ${event === 'DELETE' ? 'OLD' : 'NEW'} TABLE AS changed
         FOR EACH STATEMENT EXECUTE FUNCTION log_driver_signals()`,
    ),
  ),
  ...[...STATES, ...SIGNALS].map(
    (table) =>
      `CREATE TRIGGER supply_truncate AFTER TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION log_supply_reset()`,
  ),
];

/** The log of the drivers that changed, from which each server keeps its supply up to date. */
export class SupplyChanges1764208800100 implements MigrationInterface {
  name = 'SupplyChanges1764208800100';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...TABLES, ...FUNCTIONS, ...TRIGGERS]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...STATES, ...SIGNALS]) {
      for (const event of ['insert', 'update', 'delete', 'truncate']) {
        await runner.query(`DROP TRIGGER supply_${event} ON ${table}`);
      }
    }
    for (const name of ['driver_signals', 'driver_state', 'state_of_driver', 'supply_reset']) {
      await runner.query(`DROP FUNCTION log_${name}()`);
    }
    await runner.query('DROP TABLE supply_change, supply_generation');
  }
}
