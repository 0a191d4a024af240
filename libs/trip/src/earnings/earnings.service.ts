import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { Earnings, EarningsQuery, Money } from '#contracts';
import { Transactions, type PreparedStatement } from '#database';
import { Settings } from '#platform';

const DAY_MS = 86_400_000;

/**
 * Ids are UUIDv7, so the index on driver and id finds the trips that were requested since $2, a day
 * before the period ($3): a trip that ended in the period was requested within a day of it. The
 * cost is that of one driver's trips of some days.
 */
const EARNINGS: PreparedStatement = {
  name: 'driver-earnings',
  text: `
  SELECT count(*) FILTER (WHERE status = 'completed')::int AS trips,
    coalesce(sum((fare->>'amount')::bigint) FILTER (WHERE status = 'completed'), 0)::float8
      AS fares,
    coalesce(sum((cancellation->'fee'->>'amount')::bigint) FILTER (WHERE status = 'cancelled'), 0)
      ::float8 AS fees,
    (SELECT coalesce(sum(amount), 0)::float8 FROM tip
      WHERE driver_id = $1 AND created_at >= $3 AND currency = $4) AS tips
  FROM trip WHERE driver_id = $1 AND id >= $2 AND ended_at >= $3 AND fare->>'currency' = $4`,
};

/** Reads what a driver has earned. */
@Injectable()
export class EarningsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {}

  /** @param query `since`: the start of the period; without it, 24 hours ago */
  async read(driver: Principal, query: EarningsQuery): Promise<Earnings> {
    const since = query.since ? new Date(query.since) : new Date(Date.now() - DAY_MS);
    const { currency } = this.settings.fares;
    const firstId = firstIdAt(since.getTime() - DAY_MS);
    const [row] = await this.transactions.query<
      Record<'trips' | 'fares' | 'fees' | 'tips', number>
    >(EARNINGS, [driver.userId, firstId, since, currency]);
    const { trips = 0, fares = 0, fees = 0, tips = 0 } = row ?? {};
    const money = (amount: number): Money => ({ amount, currency });
    return {
      since: since.toISOString(),
      trips,
      fares: money(fares),
      fees: money(fees),
      tips: money(tips),
      total: money(fares + fees + tips),
    };
  }
}

/** The least UUIDv7 of a time in milliseconds since 1970 (RFC 9562, section 5.7). */
function firstIdAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
