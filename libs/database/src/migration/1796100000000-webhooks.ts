import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rows of a window come and go with each delivery, and those of the log with each attempt. */
const AUTOVACUUM = `autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 1`;

const CREATE_ENDPOINT = `CREATE TABLE webhook_endpoint (
  id uuid PRIMARY KEY,
  url text NOT NULL,
  events text[] NOT NULL,
  description text NOT NULL,
  state text NOT NULL,
  pause_reason text,
  paused_at timestamptz(3),
  secret text NOT NULL,
  previous_secret text,
  previous_secret_until timestamptz(3),
  position text NOT NULL,
  from_day date NOT NULL,
  position_at timestamptz(3) NOT NULL,
  since timestamptz(3),
  place text NOT NULL,
  generation integer NOT NULL DEFAULT 1,
  next_number bigint NOT NULL DEFAULT 1,
  history_lost_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  owner uuid,
  leased_until timestamptz(3),
  fence bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50, ${AUTOVACUUM})`;

/**
 * Endpoints of partners, the events that are being delivered to them, and the log of the attempts
 * (ADR 0028). A server of the release before knows none of these tables.
 */
export class Webhooks1796100000000 implements MigrationInterface {
  name = 'Webhooks1796100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_ENDPOINT);
    await runner.query(`CREATE TABLE webhook_delivery (
      endpoint_id uuid NOT NULL,
      number bigint NOT NULL,
      event_id uuid NOT NULL,
      day date NOT NULL,
      type text NOT NULL,
      subject text NOT NULL,
      event_at timestamptz(3) NOT NULL,
      tries smallint NOT NULL DEFAULT 0,
      next_try_at timestamptz(3),
      PRIMARY KEY (endpoint_id, number)
    ) WITH (fillfactor = 80, ${AUTOVACUUM})`);
    await runner.query(`CREATE TABLE webhook_attempt (
      endpoint_id uuid NOT NULL,
      id uuid NOT NULL,
      event_id uuid,
      event_type text,
      attempt smallint NOT NULL,
      outcome text NOT NULL,
      status smallint,
      error text,
      duration_ms integer NOT NULL,
      at timestamptz(3) NOT NULL,
      next_attempt_at timestamptz(3),
      PRIMARY KEY (endpoint_id, id)
    ) WITH (${AUTOVACUUM})`);
    await runner.query(
      'CREATE INDEX webhook_attempt_outcome ON webhook_attempt (endpoint_id, outcome, id)',
    );
    await runner.query(`CREATE TABLE webhook_key (
      id smallint PRIMARY KEY,
      secret text NOT NULL
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE webhook_key, webhook_attempt, webhook_delivery, webhook_endpoint',
    );
  }
}
