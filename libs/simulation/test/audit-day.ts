import type { CarStop, DayRecord, DayRules, RideOutcome } from '../src/day/day-record.js';
import type { PlannedRide } from '../src/day/planned-city.js';
import { drawPatience } from '../src/day/rider-cancellation.js';
import { TravelClock } from '../src/day/travel-clock.js';
import { auditCharging } from './audit-charging.js';
import { auditDuty } from './audit-duty.js';
import type { AuditedDay } from './audited-day.js';

/** Travel times have 32 bits, and a car that turns adds those of its links. */
const ROUNDING_SECONDS = 0.01;
const ROUNDING_METERS = 1;

type ServedRide = Extract<RideOutcome, { status: 'served' }>;

/**
 * Checks a simulated day ride by ride and car by car, from the record alone.
 *
 * @returns what is wrong, one sentence each; empty when the day is sound
 */
export function auditDay(day: AuditedDay): string[] {
  const { record } = day;
  const faults = record.rides.flatMap((ride, index) => auditRide(day, ride, index));
  record.stops.forEach((stops, car) => {
    faults.push(...auditDrives(day, stops, car), ...auditRiders(day, stops, car));
  });
  const ofFleet = [...auditDuty(day), ...auditCharging(day)];
  return [...faults, ...auditPlaces(day), ...auditMeters(record), ...ofFleet];
}

function auditRide({ city, rules }: AuditedDay, ride: RideOutcome | undefined, index: number) {
  const plan = city.rides[index]!;
  if (!ride) return [`ride ${index} has no outcome`];
  const cancelsAt =
    plan.departureSeconds +
    drawPatience(rules.cancelAfter, {
      seed: rules.seed,
      requestId: plan.requestId,
    });
  if (ride.status === 'lost') return auditLost(ride, { plan, rules, cancelsAt, index });
  const waited = ride.pickedUpSeconds - plan.departureSeconds;
  const clock = new TravelClock(rules.speedByHour);
  const { boardingSeconds = 0 } = rules;
  const leavesAt = ride.pickedUpSeconds + boardingSeconds;
  const direct = clock.duration(leavesAt, plan.tripSeconds) + 2 * boardingSeconds;
  const detour = ride.droppedOffSeconds - ride.pickedUpSeconds - direct;
  const most = rules.pooling?.maxDetourSeconds ?? 0;
  const checks: [boolean, string][] = [
    [ride.assignedSeconds >= plan.departureSeconds, 'is assigned before its request'],
    [
      ride.pickedUpSeconds >= ride.assignedSeconds - ROUNDING_SECONDS,
      'is picked up before its assignment',
    ],
    [waited <= rules.patienceSeconds + ROUNDING_SECONDS, 'waits beyond the patience'],
    [ride.pickedUpSeconds <= cancelsAt + ROUNDING_SECONDS, 'is picked up after its cancellation'],
    [detour >= -ROUNDING_SECONDS, 'is faster than the direct ride'],
    [detour <= most + ROUNDING_SECONDS, 'has too long a detour'],
    [Math.abs(ride.detourSeconds - detour) < ROUNDING_SECONDS, 'has another detour than said'],
  ];
  return checks.flatMap(([isSound, problem]) => (isSound ? [] : [`ride ${index} ${problem}`]));
}

interface LostRide {
  readonly plan: PlannedRide;
  readonly rules: DayRules;
  readonly cancelsAt: number;
  readonly index: number;
}

/** A rider is lost when the patience is over or at the cancellation, whichever is first. */
function auditLost(
  ride: Extract<RideOutcome, { status: 'lost' }>,
  { plan, rules, cancelsAt, index }: LostRide,
): string[] {
  const givenUpAt = plan.departureSeconds + rules.patienceSeconds;
  // An answer to an offer may come later than the cancellation.
  const isRight = ride.cancelled ? ride.atSeconds >= cancelsAt : ride.atSeconds === givenUpAt;
  const isFirst = ride.cancelled ? ride.atSeconds <= givenUpAt : givenUpAt <= cancelsAt;
  return isRight && isFirst ? [] : [`ride ${index} is lost at another time than its rider says`];
}

/** No car is at a stop sooner than the roads, its stops and its charger allow. */
function auditDrives({ city, rules }: AuditedDay, stops: readonly CarStop[], car: number) {
  const clock = new TravelClock(rules.speedByHour);
  const { boardingSeconds = 0 } = rules;
  let [node, leavesAt] = [city.startNodes[car]!, 0];
  return stops.flatMap((stop, index) => {
    const earliest = clock.arrive(leavesAt, city.times.seconds(node, stop.node));
    const arrivesAt = stop.kind === 'dropoff' ? stop.atSeconds - boardingSeconds : stop.atSeconds;
    node = stop.node;
    leavesAt = stop.charge?.untilSeconds ?? stop.atSeconds;
    if (stop.kind === 'pickup') leavesAt += boardingSeconds;
    const isPossible = arrivesAt >= earliest - ROUNDING_SECONDS;
    return isPossible ? [] : [`car ${car} is too early at its stop ${index}`];
  });
}

/** Riders get in and out where and when their rides say, and every one of them has a seat. */
function auditRiders(day: AuditedDay, stops: readonly CarStop[], car: number): string[] {
  const { city, record, rules } = day;
  const onBoard = new Set<number>();
  const sharing = new Set<number>();
  const faults: string[] = [];
  for (const stop of stops) {
    if (stop.ride === undefined || stop.kind === 'turn') {
      if (onBoard.size > 0) faults.push(`car ${car} drives away with a rider: ${stop.kind}`);
      continue;
    }
    const plan = city.rides[stop.ride]!;
    const outcome = record.rides[stop.ride];
    const isOwnCar = outcome?.status === 'served' && outcome.vehicle === car;
    if (!isOwnCar || !isStopOf(stop, outcome, plan))
      faults.push(`car ${car} stops for ride ${stop.ride} in another way than said`);
    if (stop.kind === 'pickup') onBoard.add(stop.ride);
    else if (!onBoard.delete(stop.ride)) faults.push(`ride ${stop.ride} leaves before its pickup`);
    if (onBoard.size > 1) for (const ride of onBoard) sharing.add(ride);
    if (!hasSeats(onBoard, city.rides, rules)) faults.push(`car ${car} lacks a seat`);
  }
  for (const { ride, kind } of stops) {
    if (ride === undefined || kind === 'turn') continue;
    const outcome = record.rides[ride];
    if (outcome?.status !== 'served' || outcome.isShared === sharing.has(ride)) continue;
    faults.push(`ride ${ride} is shared in another way than said`);
  }
  return faults;
}

function isStopOf(stop: CarStop, ride: RideOutcome | undefined, plan: PlannedRide): boolean {
  if (ride?.status !== 'served') return false;
  const isPickup = stop.kind === 'pickup';
  const at = isPickup ? ride.pickedUpSeconds : ride.droppedOffSeconds;
  return stop.atSeconds === at && stop.node === (isPickup ? plan.pickupNode : plan.dropoffNode);
}

function hasSeats(
  onBoard: ReadonlySet<number>,
  rides: readonly PlannedRide[],
  { pooling }: DayRules,
): boolean {
  if (!pooling) return onBoard.size <= 1;
  const passengers = [...onBoard].reduce((sum, ride) => sum + rides[ride]!.passengers, 0);
  return passengers <= pooling.seats;
}

/** Each served ride has one pickup and one drop-off among all cars. */
function auditPlaces({ record }: AuditedDay): string[] {
  const counts = new Map<number, number>();
  for (const { ride, kind } of record.stops.flat()) {
    if (ride !== undefined && kind !== 'turn') counts.set(ride, (counts.get(ride) ?? 0) + 1);
  }
  return record.rides.flatMap((ride, index) => {
    const expected = ride.status === 'served' ? 2 : 0;
    return (counts.get(index) ?? 0) === expected ? [] : [`ride ${index} has a stop too many`];
  });
}

/** The metres of cars and of riders are the same metres. */
function auditMeters({ rides, ridersMeters }: DayRecord): string[] {
  const served = rides.filter((ride): ride is ServedRide => ride.status === 'served');
  const ridden = served.reduce((sum, { tripMeters }) => sum + tripMeters, 0);
  const empty = rides.reduce((sum, { pickupMeters = 0 }) => sum + pickupMeters, 0);
  const driven = ridersMeters.reduce((sum, meters, riders) => sum + riders * meters, 0);
  const faults: string[] = [];
  if (Math.abs(ridden - driven) > ROUNDING_METERS) faults.push('metres of riders and cars differ');
  if (Math.abs(empty - ridersMeters[0]!) > ROUNDING_METERS) faults.push('metres to pickups differ');
  return faults;
}
