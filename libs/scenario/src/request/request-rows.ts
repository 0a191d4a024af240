import type { TripDemand } from '../demand/trip-demand.js';
import type { RowReader } from '../table/row-reader.js';
import { ownText } from '../table/own-text.js';
import type { DepartureClock } from '../time/departure-clock.js';
import type { PlaceReader } from './place-reader.js';

/** A period from its first moment to the one after it, in milliseconds since 1970. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface RequestRowsParts {
  readonly row: RowReader;
  readonly clock: DepartureClock;
  readonly places: PlaceReader;
  /** Requests outside of it are left out; undefined: none is. */
  readonly period: Period | undefined;
}

type WritableDemand = { -readonly [Key in keyof TripDemand]: TripDemand[Key] };

const MOST_PASSENGERS = 1_000;
const DAY_SECONDS = 86_400;

/** Turns the rows of a table into requests. */
export class RequestRows {
  /** Midnight of the first day, in milliseconds since 1970; known after `finish`. */
  midnightMs = 0;
  private readonly requests: WritableDemand[] = [];
  private readonly rowOfId = new Map<string, number>();

  constructor(private readonly parts: RequestRowsParts) {}

  /** Reads the present row of the reader, and keeps its request unless the row has a problem. */
  read(): void {
    const { row, places, period } = this.parts;
    const departureMs = this.readDeparture();
    if (period && (departureMs < period.fromMs || departureMs >= period.untilMs)) {
      row.leaveOut('period', 'outside of --day');
      return;
    }
    const origin = places(row, 'o');
    const destination = places(row, 'd');
    const id = this.readId();
    const passengers = readPassengers(row);
    if (!row.isGood || !origin || !destination) return;
    const recordedSeconds = this.readRecordedSeconds(departureMs);
    this.requests.push({
      id,
      origin,
      destination,
      passengers,
      departureSeconds: 0,
      departureMs,
      recordedSeconds,
    });
  }

  /** @returns all requests in the order of departure, then of the file */
  finish(): TripDemand[] {
    const { requests } = this;
    let isOrdered = true;
    let earliest = Infinity;
    let latest = -Infinity;
    for (const { departureMs } of requests) {
      if (departureMs < latest) isOrdered = false;
      latest = Math.max(latest, departureMs);
      earliest = Math.min(earliest, departureMs);
    }
    if (!isOrdered) requests.sort((a, b) => a.departureMs - b.departureMs);
    if (requests.length > 0) this.midnightMs = this.parts.clock.midnightBefore(earliest);
    for (const request of requests) {
      request.departureSeconds = (request.departureMs - this.midnightMs) / 1_000;
    }
    return requests;
  }

  private readDeparture(): number {
    const { row, clock } = this.parts;
    const text = row.readRequired('departure_time');
    if (text === '') return NaN;
    const expected = clock.kind;
    const ms = clock.read(text);
    if (ms !== undefined) return ms;
    const isOtherKind = expected !== undefined && expected !== 'dates';
    const reason = isOtherKind
      ? `is not like the first stamp (${expected})`
      : 'is not a date and time';
    return row.fail('departure_time', reason, text, STAMP_REMEDY);
  }

  private readId(): string {
    const { row } = this.parts;
    if (!row.has('request_id')) return String(row.rowNumber);
    const id = row.readRequired('request_id');
    if (id === '' || !row.isGood) return id;
    const first = this.rowOfId.get(id);
    if (first !== undefined) {
      row.fail('request_id', `is already on line ${first}`, id);
      return id;
    }
    const own = ownText(id);
    this.rowOfId.set(own, row.rowNumber);
    return own;
  }

  /** The duration of the ride in the records. It serves the input check only, so errors don't matter. */
  private readRecordedSeconds(departureMs: number): number | undefined {
    const { row, clock } = this.parts;
    const text = row.readText('ride_seconds').replace(',', '');
    const arrival = row.readText('arrival_time');
    const seconds =
      text !== ''
        ? Number(text)
        : arrival === ''
          ? NaN
          : ((clock.read(arrival) ?? NaN) - departureMs) / 1_000;
    return seconds > 0 && seconds <= DAY_SECONDS ? seconds : undefined;
  }
}

const STAMP_REMEDY =
  'Known forms: 2014-12-21 00:01:00, 2014-12-21T00:01:00Z, 12/21/2014 12:01:00 AM, 21/12/2014 00:01, seconds of the day, epoch seconds';

/** Taxi records have 0 when the driver did not enter a number, although the ride took place. */
function readPassengers(row: RowReader): number {
  if (row.readText('passengers') === '') return 1;
  const count = row.readNumber('passengers', { range: [0, MOST_PASSENGERS] });
  if (Number.isNaN(count)) return 1;
  if (!Number.isInteger(count))
    row.fail('passengers', 'is not a whole number', row.readText('passengers'));
  return Math.max(1, count);
}
