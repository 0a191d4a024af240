import { Injectable } from '@nestjs/common';
import { statusesWithDriver } from '#contracts';
import type { Transaction } from '#database';

/**
 * The statuses are literals, because Postgres matches a partial index only by its literal
 * predicate.
 */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');

const IS_ONLINE = `d.availability = 'online'`;
const IS_AVAILABLE = `${IS_ONLINE}
    AND NOT EXISTS (SELECT FROM offer o WHERE o.driver_id = d.id AND o.status = 'pending')
    AND NOT EXISTS (SELECT FROM trip t WHERE t.driver_id = d.id AND t.status IN (${WITH_DRIVER}))`;

const SEEN_AT_MS = `(extract(epoch FROM s.seen_at) * 1000)::float8`;

/**
 * The first row of both statements says as of when they read. The generation changes when the
 * change log may be incomplete or belongs to another history: `supply_generation` is empty after
 * a crash, a restored database has another nonce, cluster or object id.
 */
const META = `
  SELECT NULL::uuid AS "driverId", NULL::boolean AS "isState", NULL::boolean AS "isOnline",
    NULL::boolean AS "isAvailable", NULL::float8 AS lat, NULL::float8 AS lng, NULL::float8 AS "seenAtMs",
    pg_current_snapshot()::text AS snapshot,
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs",
    (SELECT concat_ws('/', g.id, (SELECT h.nonce FROM history h),
      (SELECT system_identifier FROM pg_control_system()),
      (SELECT oid FROM pg_database WHERE datname = current_database()))
    FROM supply_generation g) AS generation`;

/** All drivers on duty, also silent ones and those without a position. */
const WHOLE = {
  name: 'supply-whole',
  text: `${META}, false AS "isReset"
  UNION ALL
  SELECT d.id, true, true, ${IS_AVAILABLE}, p.lat, p.lng, ${SEEN_AT_MS}, NULL, NULL, NULL, NULL
  FROM driver d LEFT JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  WHERE ${IS_ONLINE}`,
};

/**
 * The drivers whose changes became visible since the previous snapshot: those of transactions
 * that began after it, and those of transactions that were running then (ADR 0002). Their state
 * is read in the same statement, so it is that of the new snapshot. `LIMIT 1` keeps the planner,
 * which can't know the length of the arrays, from joining whole tables.
 */
const CHANGES = {
  name: 'supply-changes',
  text: `
  WITH log AS MATERIALIZED (
    SELECT driver_ids, is_state FROM supply_change WHERE xid >= pg_snapshot_xmax($1::pg_snapshot)
    UNION ALL
    SELECT driver_ids, is_state FROM supply_change
    WHERE xid = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))
  ), changed AS MATERIALIZED (
    SELECT id, bool_or(is_state) AS is_state FROM log, unnest(driver_ids) AS id GROUP BY id
  )
  ${META}, EXISTS (SELECT FROM log WHERE driver_ids IS NULL) AS "isReset"
  UNION ALL
  SELECT c.id, c.is_state, a.is_online, a.is_available, p.lat, p.lng, ${SEEN_AT_MS}, NULL, NULL, NULL, NULL
  FROM changed c
  LEFT JOIN LATERAL (SELECT ${IS_ONLINE} AS is_online,
      ${IS_AVAILABLE} AS is_available FROM driver d
    WHERE c.is_state AND d.id = c.id LIMIT 1) a ON true
  LEFT JOIN LATERAL (SELECT p.lat, p.lng FROM driver_position p
    WHERE p.driver_id = c.id LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT s.seen_at FROM driver_presence s
    WHERE s.driver_id = c.id LIMIT 1) s ON true`,
};

const BEGIN_GENERATION = 'INSERT INTO supply_generation DEFAULT VALUES ON CONFLICT DO NOTHING';

/**
 * The longest time between two looks after which the changes in between are still complete. The
 * change log keeps its rows for longer (`SupplyChangeSweeper`), also those of a transaction that
 * commits late.
 */
const MAX_GAP_MS = 30_000;

/** A driver in the supply, or a change of one. */
export interface SupplyRow {
  driverId: string;
  /** False: only the position or the last sign of life was read. */
  isState: boolean;
  /** Whether the driver is on duty; null unless `isState`, and for a driver without a row. */
  isOnline: boolean | null;
  /** Whether the driver is on duty without a pending offer and a trip; null as `isOnline`. */
  isAvailable: boolean | null;
  /** Null, as `lng`: no position is known. */
  lat: number | null;
  lng: number | null;
  /** The last sign of life, in milliseconds since 1970 by the database's clock; null: none. */
  seenAtMs: number | null;
}

/** As of when a look was taken. */
export interface SupplyVersion {
  /** The snapshot of the read (`pg_snapshot`). */
  snapshot: string;
  generation: string;
  /** Milliseconds since 1970 by the database's clock. */
  nowMs: number;
}

export interface SupplyLook {
  version: SupplyVersion;
  /** Whether `rows` are all drivers on duty, and not only what changed. */
  isWhole: boolean;
  rows: SupplyRow[];
}

interface MetaRow {
  snapshot: string;
  generation: string | null;
  nowMs: number;
  isReset: boolean;
}

type Row = MetaRow | (SupplyRow & { snapshot: null });

/** Reads the available drivers, or only those who changed since an earlier look. */
@Injectable()
export class SupplyReader {
  /**
   * Reads what changed since a look, or all drivers when the changes may be incomplete.
   *
   * @param since the version of the previous look; undefined: there was none
   */
  async read(tx: Transaction, since?: SupplyVersion): Promise<SupplyLook> {
    if (!since) return this.readWhole(tx);
    const { meta, rows } = split(await tx.query<Row>(CHANGES, [since.snapshot]));
    const { snapshot, generation, nowMs, isReset } = meta;
    const isComplete =
      !isReset && generation === since.generation && nowMs - since.nowMs < MAX_GAP_MS;
    if (!isComplete) return this.readWhole(tx);
    return { version: { snapshot, generation, nowMs }, isWhole: false, rows };
  }

  private async readWhole(tx: Transaction, mayBegin = true): Promise<SupplyLook> {
    const { meta, rows } = split(await tx.query<Row>(WHOLE));
    const { snapshot, generation, nowMs } = meta;
    if (generation !== null) {
      return { version: { snapshot, generation, nowMs }, isWhole: true, rows };
    }
    if (!mayBegin) throw new Error('The generation of the supply is not visible.');
    await tx.query(BEGIN_GENERATION);
    return this.readWhole(tx, false);
  }
}

function split(all: Row[]): { meta: MetaRow; rows: SupplyRow[] } {
  const meta = all.find((row) => row.snapshot !== null);
  if (!meta) throw new Error('The database did not tell its snapshot.');
  return { meta, rows: all.filter((row) => row.snapshot === null) };
}
