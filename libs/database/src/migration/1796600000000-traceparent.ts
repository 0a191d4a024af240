import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The span that has appended an event (W3C Trace Context), for the traces of its deliveries. It is
 * null unless tracing is on. A nullable column without a default changes the catalogue only, so the
 * lock on the partitions lasts milliseconds. A server of the release before writes no value.
 */
export class Traceparent1796600000000 implements MigrationInterface {
  name = 'Traceparent1796600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ADD COLUMN traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox DROP COLUMN traceparent');
  }
}
