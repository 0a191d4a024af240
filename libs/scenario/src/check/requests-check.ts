import type { TripDemand } from '../demand/trip-demand.js';
import { MOST_EXAMPLES, percentOf, shareText, type Finding, type FindingLevel } from './finding.js';

const WARNED_PERCENT = 1;
/** Nearly all stamps must be multiples of a step to say so. */
const STEP_PERCENT = 99;
const STEPS = [
  [3_600, 'hours'],
  [900, '15 minutes'],
  [300, '5 minutes'],
  [60, 'minutes'],
] as const;
const DAY_SECONDS = 86_400;
const HALF_HOUR_SECONDS = 1_800;
/** Fewer requests may well lie within half an hour, or on whole minutes. */
const LEAST_REQUESTS = 50;

/** Checks of the requests alone, without roads. */
export function checkRequests(requests: readonly TripDemand[], seats: number): Finding[] {
  return [
    ...checkIdentical(requests),
    ...checkZeroPlaces(requests),
    ...checkStill(requests),
    ...checkSeats(requests, seats),
    ...checkSteps(requests),
    ...checkPeriod(requests),
  ];
}

interface Group {
  readonly code: string;
  readonly level: FindingLevel;
  readonly found: readonly TripDemand[];
  readonly of: number;
  readonly text: string;
  readonly remedy?: string;
}

function findingOf({ code, level, found, of, text, remedy }: Group): Finding[] {
  if (found.length === 0) return [];
  const examples = found.slice(0, MOST_EXAMPLES).map(({ id }) => id);
  const count = found.length;
  const sentence = `${shareText(count, of, 'requests')} ${text}`;
  return [{ code, level, text: sentence, count, percent: percentOf(count, of), examples, remedy }];
}

/** Rows that are equal but for their id; equal ones follow each other in the order of departure. */
function checkIdentical(requests: readonly TripDemand[]): Finding[] {
  const found: TripDemand[] = [];
  let moment = NaN;
  let seen = new Set<string>();
  for (const request of requests) {
    const { origin, destination, departureMs, passengers } = request;
    if (departureMs !== moment) seen = new Set();
    moment = departureMs;
    const key = `${origin.lat},${origin.lng},${destination.lat},${destination.lng},${passengers}`;
    if (seen.has(key)) found.push(request);
    seen.add(key);
  }
  return findingOf({
    code: 'identical-requests',
    level: isMany(found, requests) ? 'warning' : 'note',
    found,
    of: requests.length,
    text: 'are equal to another one but for the id',
    remedy: 'Was the file joined from parts that overlap?',
  });
}

const checkZeroPlaces = (requests: readonly TripDemand[]): Finding[] =>
  findingOf({
    code: 'places-at-zero',
    level: 'warning',
    found: requests.filter(({ origin, destination }) => isZero(origin) || isZero(destination)),
    of: requests.length,
    text: 'begin or end at 0,0, which stands for a missing place',
    remedy: '--max-snap 500 leaves them out',
  });

const isZero = ({ lat, lng }: TripDemand['origin']): boolean => lat === 0 && lng === 0;

function checkStill(requests: readonly TripDemand[]): Finding[] {
  const found = requests.filter(
    ({ origin: a, destination: b }) => a.lat === b.lat && a.lng === b.lng,
  );
  return findingOf({
    code: 'zero-length-requests',
    level: isMany(found, requests) ? 'warning' : 'note',
    found,
    of: requests.length,
    text: 'end where they begin: rides without a length raise the share of riders served',
  });
}

const checkSeats = (requests: readonly TripDemand[], seats: number): Finding[] =>
  findingOf({
    code: 'riders-above-seats',
    level: 'warning',
    found: requests.filter(({ passengers }) => passengers > seats),
    of: requests.length,
    text: `have more riders than a car has seats (${seats}); each is driven by one car all the same`,
  });

/** Stamps on whole minutes or quarters of an hour. */
function checkSteps(requests: readonly TripDemand[]): Finding[] {
  if (requests.length < LEAST_REQUESTS) return [];
  for (const [step, name] of STEPS) {
    const on = requests.filter(({ departureSeconds }) => departureSeconds % step === 0);
    if (percentOf(on.length, requests.length) < STEP_PERCENT) continue;
    return [
      {
        code: 'coarse-stamps',
        level: 'warning',
        text: `the stamps are on whole ${name}, so requests come in bursts: figures of windows shorter than that say little, and waits are too long`,
        count: on.length,
        percent: percentOf(on.length, requests.length),
        examples: [],
        remedy: '--replications with --draw jittered spreads them',
      },
    ];
  }
  return [];
}

/** A few requests days after all others, or all of them within half an hour. */
function checkPeriod(requests: readonly TripDemand[]): Finding[] {
  if (requests.length < LEAST_REQUESTS) return [];
  const at = (share: number): number =>
    requests[Math.floor(share * (requests.length - 1))]?.departureSeconds ?? 0;
  const [early, late] = [at(0.005), at(0.995)];
  const findings = findingOf({
    code: 'requests-outside-period',
    level: 'warning',
    found: requests.filter(
      ({ departureSeconds: seconds }) =>
        seconds < early - DAY_SECONDS || seconds > late + DAY_SECONDS,
    ),
    of: requests.length,
    text: 'are more than a day before or after nearly all others, so the day is long and mostly empty',
    remedy: '--day takes the requests of one day',
  });
  if (at(1) - at(0) >= HALF_HOUR_SECONDS) return findings;
  return [
    ...findings,
    {
      code: 'short-period',
      level: 'warning',
      text: `all requests come within ${Math.round(at(1) - at(0))} s`,
      count: requests.length,
      percent: 100,
      examples: [],
      remedy: 'Are the times minutes, hours or days of a spreadsheet, and not seconds?',
    },
  ];
}

const isMany = (found: readonly unknown[], all: readonly unknown[]): boolean =>
  percentOf(found.length, all.length) >= WARNED_PERCENT;
