import { InputError } from '#geo';
import { readRequests, type TableOptions, type TripDemand } from '#scenario';
import type { RecordedHistory } from '#simulation';

const DAY_SECONDS = 86_400;
const MS_A_SECOND = 1_000;

/** The recorded days that are simulated, and how the files are to be read. */
export interface SimulatedDays {
  readonly requests: readonly TripDemand[];
  /** Midnight of the first day in milliseconds since 1970. */
  readonly midnightMs: number;
  readonly table: TableOptions;
}

/**
 * Reads the requests of other days. Requests of a date that is simulated are left out: a day that
 * is its own history would look into the future.
 *
 * @throws {InputError} with file, line and field, and when no request is of another day
 */
export async function readHistory(
  file: string,
  { requests, midnightMs, table }: SimulatedDays,
): Promise<RecordedHistory> {
  const simulated = new Set(requests.map(({ departureSeconds }) => dayOf(departureSeconds)));
  const { requests: all } = await readRequests(file, table);
  const others = all.flatMap(({ origin, departureMs }) => {
    const departureSeconds = (departureMs - midnightMs) / MS_A_SECOND;
    return simulated.has(dayOf(departureSeconds)) ? [] : [{ origin, departureSeconds }];
  });
  if (others.length === 0) {
    const problem =
      'every request is of a date that is simulated, and a day must not be its own history: ' +
      'give requests of other days';
    throw new InputError(file, 'departure_time', problem);
  }
  const days = new Set(others.map(({ departureSeconds }) => dayOf(departureSeconds)));
  return { requests: others, days: days.size };
}

const dayOf = (seconds: number): number => Math.floor(seconds / DAY_SECONDS);
