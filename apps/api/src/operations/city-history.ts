import { Injectable } from '@nestjs/common';
import type { CityHistory, Position } from '#contracts';
import { Transactions } from '#database';

/** Steps of an answer, however long the period is. */
const STEPS = 60;
/** Trips that one answer reads at most: about 60 ms of the database. */
const MAX_TRIPS = 20_000;
const MAX_CELLS = 3000;
/** Operators deal with the longest wait first, so the rest may wait. */
const MAX_WAITING = 500;
/** The side of a cell in degrees, about 400 m from north to south. */
const CELL_DEGREES = 0.004;

/**
 * The ids of trips are UUIDv7 (RFC 9562, section 5.7), so the primary key is an index by time, and
 * the statement reads no trip that is older than the period.
 */
const RECENT = `
  WITH recent AS MATERIALIZED (
    SELECT requested_at, assigned_at, ended_at, status, pickup FROM trip
    WHERE id >= $1::uuid ORDER BY id DESC LIMIT ${MAX_TRIPS + 1}
  )`;

/** Exported for the test of its cost. */
export const READ_STEPS = `${RECENT}
  SELECT s.i AS step,
    count(*) FILTER (WHERE r.requested_at >= s.at AND r.requested_at < s.until)::int AS requested,
    count(*) FILTER (WHERE r.requested_at < s.until
      AND least(r.assigned_at, r.ended_at, 'infinity') >= s.until)::int AS waiting,
    count(*) FILTER (WHERE r.assigned_at < s.until
      AND coalesce(r.ended_at, 'infinity') >= s.until)::int AS riding,
    count(*) FILTER (WHERE r.status = 'completed'
      AND r.ended_at >= s.at AND r.ended_at < s.until)::int AS completed,
    count(*) FILTER (WHERE r.status IN ('cancelled', 'no_drivers_available')
      AND r.ended_at >= s.at AND r.ended_at < s.until)::int AS failed
  FROM (SELECT i, $2::timestamptz + i * $3 * interval '1 s' AS at,
      $2::timestamptz + (i + 1) * $3 * interval '1 s' AS until
    FROM generate_series(0, ${STEPS - 1}) i) s
  LEFT JOIN recent r ON r.requested_at < s.until AND coalesce(r.ended_at, 'infinity') >= s.at
  GROUP BY s.i ORDER BY s.i`;

const READ_CELLS = `${RECENT}
  SELECT floor(extract(epoch FROM requested_at - $2::timestamptz) / $3)::int AS step,
    round((pickup->>'lat')::numeric / ${CELL_DEGREES}) * ${CELL_DEGREES} AS lat,
    round((pickup->>'lng')::numeric / ${CELL_DEGREES}) * ${CELL_DEGREES} AS lng,
    count(*)::int AS requested,
    count(*) FILTER (WHERE status IN ('cancelled', 'no_drivers_available'))::int AS failed,
    (sum(count(*)) OVER ())::int AS total
  FROM recent
  WHERE requested_at >= $2 AND requested_at < $2::timestamptz + ${STEPS} * $3 * interval '1 s'
  GROUP BY 1, 2, 3 ORDER BY requested DESC, 1, 2, 3 LIMIT ${MAX_CELLS + 1}`;

/** In the order of the index `trip_matching`. */
const READ_WAITING = `
  SELECT id AS "tripId", pickup AS position, matching_since AS since
  FROM trip WHERE status = 'matching' ORDER BY matching_since LIMIT ${MAX_WAITING}`;

type Step = Omit<CityHistory['steps'][number], 'at'>;

interface Cell {
  step: number;
  /** Numeric, which the driver reads as a text. */
  lat: string;
  lng: string;
  requested: number;
  failed: number;
  total: number;
}

interface WaitingTrip {
  tripId: string;
  position: Position;
  since: Date;
}

/** Reads what happened in the city in the last hours from the table of trips. */
@Injectable()
export class CityHistoryReader {
  constructor(private readonly transactions: Transactions) {}

  /** @throws DomainError DATABASE_UNAVAILABLE */
  async read(minutes: number, now = new Date()): Promise<CityHistory> {
    const from = new Date(now.getTime() - minutes * 60_000);
    const stepSeconds = (minutes * 60) / STEPS;
    const parameters = [firstIdAt(from), from, stepSeconds];
    const { steps, cells, waiting } = await this.transactions.run(async (tx) => ({
      steps: await tx.query<Step & { step: number }>(READ_STEPS, parameters),
      cells: await tx.query<Cell>(READ_CELLS, parameters),
      waiting: await tx.query<WaitingTrip>(READ_WAITING),
    }));
    const isPartial = cells.length > MAX_CELLS || (cells[0]?.total ?? 0) > MAX_TRIPS;
    return {
      from: from.toISOString(),
      to: now.toISOString(),
      stepSeconds,
      steps: steps.map(({ step, ...counts }) => ({
        at: new Date(from.getTime() + step * stepSeconds * 1000).toISOString(),
        ...counts,
      })),
      cells: cells.slice(0, MAX_CELLS).map(({ step, lat, lng, requested, failed }) => ({
        step,
        position: { lat: Number(lat), lng: Number(lng) },
        requested,
        failed,
      })),
      waiting: waiting.map(({ tripId, position: { lat, lng }, since }) => ({
        tripId,
        position: { lat, lng },
        since: since.toISOString(),
      })),
      isPartial,
    };
  }
}

/** The smallest UUIDv7 of a time: its first 48 bits are the milliseconds since 1970. */
function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
