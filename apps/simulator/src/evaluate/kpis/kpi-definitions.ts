import { LENGTH_CLASSES_KM } from './served-groups.js';

/** What a key figure measures, for the report and for docs/dispatch.md. */
export interface KpiDefinition {
  /** The key in the JSON output; several keys when one sentence defines them all. */
  readonly key: string;
  readonly unit: string;
  readonly definition: string;
}

/** Every key figure with its unit and, for a ratio, what it is a share of. */
export const KPI_DEFINITIONS: readonly KpiDefinition[] = [
  { key: 'requests', unit: 'riders', definition: 'All requests of the day.' },
  {
    key: 'served',
    unit: 'riders',
    definition: 'Requests whose rider was picked up within the patience.',
  },
  { key: 'lost', unit: 'riders', definition: 'Requests that were not served.' },
  { key: 'servedPercent', unit: '%', definition: 'Served requests as a share of all requests.' },
  {
    key: 'servedRideTimePercent',
    unit: '%',
    definition:
      'Travel time of the served rides as a share of that of all requested rides, each by the fastest route. A policy that prefers short rides has a lower share here than of requests.',
  },
  {
    key: 'waitSeconds.mean, .p50, .p95',
    unit: 's',
    definition:
      'Time from departure to pickup of the served riders: the mean, and what half and 95 % of them waited at most. Lost riders are not included.',
  },
  {
    key: 'pickupMeters',
    unit: 'm',
    definition: 'Metres that cars drove to pickups without a rider.',
  },
  {
    key: 'repositionMeters',
    unit: 'm',
    definition: 'Metres that cars drove without a rider and not to a pickup, such as to a charger.',
  },
  { key: 'tripMeters', unit: 'm', definition: 'Metres that cars drove with riders.' },
  {
    key: 'emptyKmPercent',
    unit: '%',
    definition: 'Metres to pickups and of repositioning as a share of all metres.',
  },
  {
    key: 'serviceHours',
    unit: 'h',
    definition:
      'Hours, counted from the first request on, in which at least one rider waited or rode.',
  },
  {
    key: 'utilisationPercent',
    unit: '%',
    definition:
      'Time that cars spent on the way to riders, with riders and on repositioning, as a share of the time that cars were on duty in the service hours.',
  },
  {
    key: 'withRiderPercent',
    unit: '%',
    definition:
      'Time that cars spent with riders as a share of the time that cars were on duty in the service hours.',
  },
  {
    key: 'matchRatePercent',
    unit: '%',
    definition:
      'Riders who were given a car in a decision as a share of the riders who waited at it, over all decisions.',
  },
  {
    key: 'offers.made, .declined, .expired',
    unit: 'offers',
    definition: 'Offers to drivers, and their answers.',
  },
  {
    key: 'servedByLength',
    unit: 'riders, %',
    definition: `Requests and served requests by the length of the direct ride, in classes up to ${LENGTH_CLASSES_KM.filter(Number.isFinite).join(', ')} km and longer.`,
  },
  {
    key: 'servedByHour',
    unit: 'riders, %',
    definition:
      'Requests and served requests by the hour of departure, from midnight of the first day.',
  },
  {
    key: 'servedByZone',
    unit: 'riders, %',
    definition:
      'Requests and served requests by the zone of the pickup, a hexagon of about 5 km² (H3, resolution 7).',
  },
  {
    key: 'pooling.sharedPercent',
    unit: '%',
    definition:
      'Served riders who were in the car with another rider, as a share of all served riders.',
  },
  {
    key: 'pooling.detourSeconds',
    unit: 's',
    definition:
      'Time in the car beyond that of the direct ride, of all served riders: the mean, and what half and 95 % of them had at most.',
  },
  {
    key: 'pooling.metersPerRider',
    unit: 'm',
    definition: 'All metres of the fleet, repositioning included, for each served rider.',
  },
  {
    key: 'pooling.ridersMeters',
    unit: 'm',
    definition:
      'Metres of the fleet by the number of riders in the car, from 0 up, without repositioning.',
  },
  {
    key: 'dutyHours',
    unit: 'h',
    definition:
      'Time of all cars on duty in the service hours: shifts without breaks, and the rides that a car finished after its shift.',
  },
  {
    key: 'cancelled.waiting, .assigned',
    unit: 'riders',
    definition:
      'Lost riders who cancelled: while they waited for a car, and with a car on its way.',
  },
  {
    key: 'cancelled.pickupMeters',
    unit: 'm',
    definition:
      'The part of the metres to pickups that cars drove for riders who cancelled, if no other rider was picked up on that drive.',
  },
  {
    key: 'charging.sessions, .kwh',
    unit: 'sessions, kWh',
    definition: 'How often cars charged, and the energy that they took.',
  },
  {
    key: 'charging.hours, .queueHours',
    unit: 'h',
    definition: 'Time of all cars at a charger, and time that they waited for one at a station.',
  },
  {
    key: 'charging.driveMeters',
    unit: 'm',
    definition: 'The part of the metres of repositioning that cars drove to chargers.',
  },
  {
    key: 'charging.endSocPercent',
    unit: '%',
    definition: 'Mean state of charge of the cars at the end of the day.',
  },
  {
    key: 'charging.stranded',
    unit: 'cars',
    definition: 'Cars whose charge at the end of the day is not enough for the way to a station.',
  },
];
