import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The event history: the events, and their order in each stream (ADR 0001 and 0002). */
const outbox = [
  // The nonce identifies the history. A fresh database has another one, so it doesn't accept
  // the cursors of an old one.
  `CREATE TABLE history (
    id smallint PRIMARY KEY,
    nonce uuid NOT NULL
  )`,
  `INSERT INTO history (id, nonce) VALUES (1, gen_random_uuid())`,
  // By `xid` the tail finds the rows that became visible between two snapshots. The type is
  // json instead of jsonb, because the text is sent exactly as it was written.
  `CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    subject text NOT NULL,
    time timestamptz(3) NOT NULL,
    event json NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
  )`,
  `CREATE INDEX outbox_xid ON outbox (xid)`,
  // The head of a stream is updated by each append and never deleted. The fill factor leaves
  // room for HOT updates, which are possible because seq is in no index.
  `CREATE TABLE stream (
    id text PRIMARY KEY,
    seq bigint NOT NULL
  ) WITH (fillfactor = 70)`,
  `CREATE TABLE mailbox (
    stream text NOT NULL,
    seq bigint NOT NULL,
    outbox_id uuid NOT NULL,
    PRIMARY KEY (stream, seq)
  )`,
  `CREATE INDEX mailbox_outbox_id ON mailbox (outbox_id)`,
];

const access = [
  `CREATE TABLE signing_key (
    id smallint PRIMARY KEY,
    secret text NOT NULL
  )`,
  // issuer and subject come from the token of an external issuer (RFC 7519); both are empty
  // for the demo issuer.
  `CREATE TABLE account (
    id uuid PRIMARY KEY,
    role text NOT NULL,
    name text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE UNIQUE INDEX account_identity ON account (issuer, subject, role)`,
  `CREATE TABLE idempotent_answer (
    user_id text NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    key text NOT NULL,
    body_hash text NOT NULL,
    answer json,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, method, path, key)
  )`,
  `CREATE INDEX idempotent_answer_created_at ON idempotent_answer (created_at)`,
];

const trip = [
  `CREATE TABLE quote (
    id uuid PRIMARY KEY,
    rider_id uuid NOT NULL,
    pickup jsonb NOT NULL,
    dropoff jsonb NOT NULL,
    fare jsonb NOT NULL,
    distance_meters integer NOT NULL,
    duration_seconds integer NOT NULL,
    pickup_eta_seconds integer,
    expires_at timestamptz(3) NOT NULL,
    trip_id uuid
  )`,
  `CREATE TABLE trip (
    id uuid PRIMARY KEY,
    rider_id uuid NOT NULL,
    rider jsonb NOT NULL,
    status text NOT NULL,
    version integer NOT NULL,
    driver_id uuid,
    driver jsonb,
    pickup jsonb NOT NULL,
    dropoff jsonb NOT NULL,
    fare jsonb NOT NULL,
    cancel_fee jsonb NOT NULL,
    distance_meters integer NOT NULL,
    duration_seconds integer NOT NULL,
    pin text NOT NULL,
    pin_attempts smallint NOT NULL DEFAULT 0,
    pickup_eta_seconds integer,
    excluded_driver_ids uuid[] NOT NULL,
    matching_since timestamptz(3) NOT NULL,
    matching_deadline timestamptz(3) NOT NULL,
    free_cancel_until timestamptz(3),
    requested_at timestamptz(3) NOT NULL,
    assigned_at timestamptz(3),
    arrived_at timestamptz(3),
    started_at timestamptz(3),
    ended_at timestamptz(3),
    cancellation jsonb
  )`,
  // These unique indexes keep the invariants in every race (ADR 0005).
  `CREATE UNIQUE INDEX trip_one_active_per_rider ON trip (rider_id)
    WHERE status IN ('matching', 'driver_assigned', 'driver_arrived', 'in_progress')`,
  `CREATE UNIQUE INDEX trip_one_active_per_driver ON trip (driver_id)
    WHERE status IN ('driver_assigned', 'driver_arrived', 'in_progress')`,
  `CREATE INDEX trip_matching ON trip (matching_since) WHERE status = 'matching'`,
  `CREATE INDEX trip_rider ON trip (rider_id, id)`,
  `CREATE INDEX trip_driver ON trip (driver_id, id)`,
  `CREATE TABLE rating (
    trip_id uuid NOT NULL,
    rater text NOT NULL,
    ratee_id uuid NOT NULL,
    stars smallint NOT NULL,
    comment text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (trip_id, rater)
  )`,
  `CREATE INDEX rating_ratee ON rating (ratee_id)`,
];

const matching = [
  `CREATE TABLE driver (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    availability text NOT NULL,
    vehicle jsonb
  )`,
  // A location report isn't an event. The table is UNLOGGED, so that a report writes no WAL; it
  // is empty after a crash.
  `CREATE UNLOGGED TABLE driver_position (
    driver_id uuid PRIMARY KEY,
    lat double precision NOT NULL,
    lng double precision NOT NULL,
    heading_degrees double precision,
    speed_mps double precision,
    recorded_at timestamptz(3) NOT NULL
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE offer (
    id uuid PRIMARY KEY,
    trip_id uuid NOT NULL,
    driver_id uuid NOT NULL,
    status text NOT NULL,
    exclusive boolean NOT NULL,
    ride jsonb NOT NULL,
    pickup_eta_seconds integer NOT NULL,
    pickup_distance_meters integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    closed_at timestamptz(3),
    reason text
  )`,
  `CREATE UNIQUE INDEX offer_one_pending_per_driver ON offer (driver_id)
    WHERE status = 'pending'`,
  `CREATE UNIQUE INDEX offer_one_pending_exclusive_per_trip ON offer (trip_id)
    WHERE status = 'pending' AND exclusive`,
  `CREATE INDEX offer_trip ON offer (trip_id)`,
];

export class InitialSchema1763683200000 implements MigrationInterface {
  name = 'InitialSchema1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...outbox, ...access, ...trip, ...matching]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE offer, driver_position, driver, rating, trip, quote, idempotent_answer,
        account, signing_key, mailbox, stream, outbox, history`,
    );
  }
}
