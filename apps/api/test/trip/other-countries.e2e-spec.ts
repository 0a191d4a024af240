import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Receipt, Trip } from '#contracts';
import { createTestDatabase, runQuery, type TestDatabase } from '#testing';
import { ensureBuilt, expectOk, killApiProcesses, rideTo, startApiProcess } from '#api-harness';

/** Time zones, languages and currencies that differ from those of the developers. */
const PLACES = [
  { currency: 'JPY', TZ: 'Pacific/Kiritimati', LC_ALL: 'ja_JP.UTF-8' },
  { currency: 'KWD', TZ: 'America/St_Johns', LC_ALL: 'ar_KW.UTF-8' },
  { currency: 'TRY', TZ: 'Europe/Istanbul', LC_ALL: 'tr_TR.UTF-8' },
];

/** The form of RFC 3339 in UTC, in Latin digits. */
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let database: TestDatabase;

beforeAll(ensureBuilt);
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await killApiProcesses();
  await database.drop();
});
afterAll(killApiProcesses);

describe('a server in another country', () => {
  it.each(PLACES)(
    'charges the amounts that were set, and writes UTC: %j',
    async ({ currency, ...place }) => {
      await setDefaults(place.TZ);
      const server = await startApiProcess({
        ...place,
        DATABASE_URL: database.url,
        CURRENCY: currency.toLowerCase(),
        FARE_BASE_CENTS: '300',
        FARE_CENTS_PER_KM: '0.5',
        FARE_CENTS_PER_MINUTE: '0',
        FARE_MINIMUM_CENTS: '1500',
        CANCEL_FEE_CENTS: '250',
      });
      const begin = Date.now();
      const { rider, trip } = await rideTo(server, 'completed');
      expect(trip.fare).toEqual({ amount: 1500, currency });
      expect(trip.cancelFee).toEqual({ amount: 250, currency });
      const receipt = await expectOk<Receipt>(rider.get(`/v1/trips/${trip.id}/receipt`));
      expect(receipt.total).toEqual({ amount: 1500, currency });
      expectTimes(trip, begin);
      const rows = await runQuery(
        database.url,
        "SELECT DISTINCT day = (now() AT TIME ZONE 'UTC')::date AS is_today FROM outbox",
      );
      expect(rows).toEqual([{ is_today: true }]);
    },
  );
});

/** A PostgreSQL that was made in that place has its time zone, and may write dates its way. */
async function setDefaults(zone: string): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  for (const setting of [`timezone = '${zone}'`, "datestyle = 'ISO, DMY'"]) {
    await runQuery(database.url, `ALTER DATABASE ${name} SET ${setting}`);
  }
}

/** A local time that is written as UTC would be hours away. */
function expectTimes(trip: Trip, begin: number): void {
  const { requestedAt } = trip;
  expect(requestedAt).toMatch(UTC);
  expect(Math.abs(Date.parse(requestedAt) - begin)).toBeLessThan(10 * 60_000);
}
