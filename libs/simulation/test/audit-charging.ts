import type { CarStop } from '../src/day/day-record.js';
import type { AuditedDay } from './audited-day.js';

const HOUR_SECONDS = 3_600;
const METERS_PER_KM = 1_000;
const ROUNDING_KWH = 1e-3;
const ROUNDING_SECONDS = 0.01;

/** No charger has two cars at a time, and no car has more or less energy than it can have. */
export function auditCharging(day: AuditedDay): string[] {
  if (!day.rules.charging) return [];
  return [
    ...auditChargers(day),
    ...day.record.stops.flatMap((stops, car) => auditEnergy(day, stops, car)),
  ];
}

function auditChargers({ record, city }: AuditedDay): string[] {
  const sessions = record.stops.flatMap((stops) => stops.flatMap(({ charge }) => charge ?? []));
  sessions.sort((a, b) => a.fromSeconds - b.fromSeconds);
  const freeAt = new Map<string, number>();
  return sessions.flatMap(({ station, kind, charger, kwh, fromSeconds, untilSeconds }) => {
    const chargers = city.stations?.[station]?.chargers[kind];
    const key = `${station}/${kind}/${charger}`;
    const before = freeAt.get(key) ?? 0;
    freeAt.set(key, untilSeconds);
    const { count = 0, kilowatts = 0 } = chargers ?? {};
    const least = (kwh / kilowatts) * HOUR_SECONDS;
    const checks: [boolean, string][] = [
      [charger < count, 'does not exist'],
      [fromSeconds >= before, 'has two cars'],
      [untilSeconds - fromSeconds >= least - ROUNDING_SECONDS, 'is faster than its power'],
    ];
    return checks.flatMap(([isSound, problem]) => (isSound ? [] : [`charger ${key} ${problem}`]));
  });
}

/** Without the idle power, and by the shortest way, a car has at least what it has. */
function auditEnergy({ city }: AuditedDay, stops: readonly CarStop[], car: number): string[] {
  const { battery, initialSoc } = city.cars![car]!;
  if (!battery) return [];
  let [node, kwh] = [city.startNodes[car]!, battery.capacityKwh * initialSoc];
  return stops.flatMap((stop, index) => {
    const meters = city.times.getRow(stop.node).meters[node]!;
    node = stop.node;
    kwh -= (meters / METERS_PER_KM) * battery.kwhPerKm;
    if (kwh < -ROUNDING_KWH) return [`car ${car} has no energy at its stop ${index}`];
    const isCharge = stop.kind === 'charge';
    if (isCharge !== (stop.charge !== undefined))
      return [`stop ${index} of car ${car} is no charge`];
    if (stop.charge && stop.charge.fromSeconds < stop.atSeconds - ROUNDING_SECONDS)
      return [`car ${car} charges before its arrival at its stop ${index}`];
    // What the car used while it stood was charged too.
    kwh = Math.min(battery.capacityKwh, kwh + (stop.charge?.kwh ?? 0));
    return [];
  });
}
