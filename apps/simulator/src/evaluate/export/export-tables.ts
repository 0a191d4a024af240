import { carLegs, type CarLeg } from './car-legs.js';
import { FLEET_COLUMNS, fleetCounts } from './fleet-columns.js';
import { timeText, type ExportedDay, type ServedRide } from './exported-day.js';

/** A row of an exported table: values by the name of their column. */
export type ExportRow = Record<string, string | number | undefined>;

/** A table of an export. */
export interface ExportTable {
  /** Name of the file without its extension. */
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns of longitude and latitude of both ends, for a table that also becomes GeoJSON. */
  readonly line?: readonly [string, string, string, string];
  readonly rows: (day: ExportedDay) => Iterable<ExportRow>;
}

/** The tables of an export. */
export const EXPORT_TABLES: readonly ExportTable[] = [
  {
    name: 'trips',
    columns: [
      'request_id',
      'departure_time',
      'status',
      'lost_time',
      'vehicle_id',
      'assigned_time',
      'pickup_time',
      'dropoff_time',
      'wait_seconds',
      'ride_seconds',
      'detour_seconds',
      'shared',
      'trip_meters',
      'passengers',
      'o_lat',
      'o_lon',
      'd_lat',
      'd_lon',
      'cancelled',
    ],
    line: ['o_lon', 'o_lat', 'd_lon', 'd_lat'],
    rows: tripRows,
  },
  {
    name: 'car-legs',
    columns: [
      'vehicle_id',
      'purpose',
      'request_id',
      'departs',
      'arrives',
      'meters',
      'riders',
      'from_lat',
      'from_lon',
      'to_lat',
      'to_lon',
    ],
    line: ['from_lon', 'from_lat', 'to_lon', 'to_lat'],
    rows: legRows,
  },
  { name: 'occupancy', columns: ['riders_in_car', 'purpose', 'km', 'hours'], rows: occupancyRows },
  { name: 'fleet', columns: ['time', ...FLEET_COLUMNS], rows: fleetRows },
  {
    name: 'charges',
    columns: [
      'vehicle_id',
      'station_id',
      'charger_kind',
      'arrives',
      'begins',
      'ends',
      'kwh',
      'drive_meters',
    ],
    rows: chargeRows,
  },
];

function* tripRows(day: ExportedDay): Generator<ExportRow> {
  const { city, record } = day;
  for (const [i, request] of city.requests.entries()) {
    const ride = record.rides[i]!;
    yield {
      request_id: request.id,
      departure_time: timeText(day, request.departureSeconds),
      status: ride.status,
      ...(ride.status === 'served'
        ? servedColumns(day, ride, request.departureSeconds)
        : { lost_time: timeText(day, ride.atSeconds) }),
      passengers: request.passengers,
      o_lat: request.origin.lat,
      o_lon: request.origin.lng,
      d_lat: request.destination.lat,
      d_lon: request.destination.lng,
      cancelled: ride.status === 'lost' ? ride.cancelled : undefined,
    };
  }
}

const servedColumns = (
  day: ExportedDay,
  ride: ServedRide,
  departureSeconds: number,
): ExportRow => ({
  vehicle_id: day.city.vehicles[ride.vehicle]!.id,
  assigned_time: timeText(day, ride.assignedSeconds),
  pickup_time: timeText(day, ride.pickedUpSeconds),
  dropoff_time: timeText(day, ride.droppedOffSeconds),
  wait_seconds: tenth(ride.pickedUpSeconds - departureSeconds),
  ride_seconds: tenth(ride.droppedOffSeconds - ride.pickedUpSeconds),
  detour_seconds: tenth(ride.detourSeconds),
  shared: ride.isShared ? 'yes' : 'no',
  trip_meters: Math.round(ride.tripMeters),
});

function* legRows(day: ExportedDay): Generator<ExportRow> {
  const { city, record, startNodes } = day;
  const { network } = city.times;
  for (const leg of carLegs(record, { times: city.times, startNodes })) {
    const [from, to] = [network.position(leg.fromNode), network.position(leg.toNode)];
    yield {
      ...legColumns(day, leg),
      from_lat: from.lat,
      from_lon: from.lng,
      to_lat: to.lat,
      to_lon: to.lng,
    };
  }
}

const legColumns = (day: ExportedDay, leg: CarLeg): ExportRow => ({
  vehicle_id: day.city.vehicles[leg.car]!.id,
  purpose: leg.purpose,
  request_id: leg.ride === undefined ? undefined : day.city.requests[leg.ride]!.id,
  departs: timeText(day, leg.departsAt),
  arrives: timeText(day, leg.arrivesAt),
  meters: Math.round(leg.meters),
  riders: leg.riders,
});

function* occupancyRows({ record }: ExportedDay): Generator<ExportRow> {
  const { repositionMeters, repositionSeconds, ridersMeters, ridersSeconds } = record;
  const driven = { meters: repositionMeters, seconds: repositionSeconds };
  yield { riders_in_car: 0, purpose: 'reposition', ...distanceColumns(driven) };
  for (const [riders, meters] of ridersMeters.entries()) {
    const purpose = riders === 0 ? 'pickup' : 'ride';
    const seconds = ridersSeconds[riders]!;
    yield { riders_in_car: riders, purpose, ...distanceColumns({ meters, seconds }) };
  }
}

const distanceColumns = ({ meters, seconds }: { meters: number; seconds: number }): ExportRow => ({
  km: Math.round(meters) / 1_000,
  hours: Math.round(seconds / 3.6) / 1_000,
});

function* fleetRows(day: ExportedDay): Generator<ExportRow> {
  for (const states of day.record.fleet) {
    yield { time: timeText(day, states.atSeconds), ...fleetCounts(states) };
  }
}

function* chargeRows(day: ExportedDay): Generator<ExportRow> {
  const { city, record } = day;
  for (const [car, stops] of record.stops.entries()) {
    for (const { charge, atSeconds } of stops) {
      if (!charge) continue;
      const station = city.stations![charge.station]!;
      yield {
        vehicle_id: city.vehicles[car]!.id,
        station_id: station.id,
        charger_kind: station.chargers[charge.kind]!.kind,
        arrives: timeText(day, atSeconds),
        begins: timeText(day, charge.fromSeconds),
        ends: timeText(day, charge.untilSeconds),
        kwh: tenth(charge.kwh),
        drive_meters: Math.round(charge.driveMeters),
      };
    }
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
