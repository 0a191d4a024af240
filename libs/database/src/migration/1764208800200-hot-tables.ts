import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Room on each page for the new versions of rows that are updated often. With it, an update that
 * changes no indexed column writes no index entry (HOT). It applies to pages written from now on.
 */
const FILL_FACTORS = { trip: 80, offer: 80 };

/**
 * Tables that are small and change all the time. By the default, autovacuum waits for a fifth of
 * the table; the rows of these tables are all rewritten within seconds, and their dead versions
 * would make every read of a driver or of a head longer.
 */
const OFTEN_VACUUMED = ['stream', 'driver_position', 'driver_presence', 'offer', 'trip'];
const AUTOVACUUM = `autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 1`;
const PARAMETERS = AUTOVACUUM.replaceAll(/ = [\d.]+/g, '');

/**
 * Sets storage parameters of the hot tables. Each statement takes a lock that blocks neither reads
 * nor writes. The history has none of its own: its rows are written once and its days are dropped.
 */
export class HotTables1764208800200 implements MigrationInterface {
  name = 'HotTables1764208800200';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of OFTEN_VACUUMED) {
      await runner.query(`ALTER TABLE ${table} SET (${AUTOVACUUM})`);
    }
    for (const [table, percent] of Object.entries(FILL_FACTORS)) {
      await runner.query(`ALTER TABLE ${table} SET (fillfactor = ${percent})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of OFTEN_VACUUMED) {
      await runner.query(`ALTER TABLE ${table} RESET (${PARAMETERS})`);
    }
    for (const table of Object.keys(FILL_FACTORS)) {
      await runner.query(`ALTER TABLE ${table} RESET (fillfactor)`);
    }
  }
}
