/** A figure's name where there is room for it, and its unit. */
export interface FigureLabel {
  readonly label: string;
  /** Empty for a count of what the label names. */
  readonly unit: string;
}

/** By title and unit of a column. */
const LABELS: Readonly<Record<string, FigureLabel>> = {
  'served, riders': { label: 'Requests served', unit: '' },
  'lost, riders': { label: 'Requests lost', unit: '' },
  'served, %': { label: 'Served, share of requests', unit: '%' },
  'served, % of ride time': { label: 'Served, share of ride time', unit: '%' },
  'wait, s, mean': { label: 'Wait for the car, mean', unit: 's' },
  'wait, s, p50': { label: 'Wait of half of the riders, at most', unit: 's' },
  'wait, s, p95': { label: 'Wait of 95 % of the riders, at most', unit: 's' },
  'matched, %': { label: 'Riders given a car in a decision', unit: '%' },
  'pickup, km': { label: 'Driven to pickups', unit: 'km' },
  'repos., km': { label: 'Driven for repositioning', unit: 'km' },
  'trip, km': { label: 'Driven with riders', unit: 'km' },
  'total, km': { label: 'Driven in total', unit: 'km' },
  'empty, % of km': { label: 'Empty driving, share of kilometres', unit: '%' },
  'used, % of time': { label: 'Cars in use, share of time', unit: '%' },
  'with rider, % of time': { label: 'Cars with riders, share of time', unit: '%' },
  'offers, made': { label: 'Offers made', unit: '' },
  'offers, declined': { label: 'Offers declined', unit: '' },
  'offers, expired': { label: 'Offers expired', unit: '' },
  'shared, % of riders': { label: 'Riders who shared a car', unit: '%' },
  'detour, s, mean': { label: 'Detour, mean', unit: 's' },
  'detour, s, p95': { label: 'Detour of 95 % of the riders, at most', unit: 's' },
  'a rider, km': { label: 'Driven for each rider served', unit: 'km' },
  '1 rider, km': { label: 'Driven with 1 rider', unit: 'km' },
  '2 riders, km': { label: 'Driven with 2 riders', unit: 'km' },
  'more, km': { label: 'Driven with 3 riders or more', unit: 'km' },
  'waiting, riders': { label: 'Cancelled while waiting for a car', unit: '' },
  'assigned, riders': { label: 'Cancelled with a car on its way', unit: '' },
  'driven for them, km': { label: 'Driven for riders who cancelled', unit: 'km' },
  'on duty, h': { label: 'Cars on duty', unit: 'h' },
  'served, riders/h': { label: 'Riders served in an hour on duty', unit: '' },
  'charged, times': { label: 'Times that cars charged', unit: '' },
  'energy, kWh': { label: 'Energy charged', unit: 'kWh' },
  'at chargers, h': { label: 'Cars at chargers', unit: 'h' },
  'in queues, h': { label: 'Cars waiting for a charger', unit: 'h' },
  'drives there, km': { label: 'Driven to chargers', unit: 'km' },
  'charge, %, at the end': { label: 'State of charge at the end of the day', unit: '%' },
  'stranded, cars': { label: 'Cars that reach no station', unit: '' },
  'took, s': { label: 'Computing time', unit: 's' },
};

/** By key of the JSON output. */
const LABELS_OF_KEYS: Readonly<Record<string, string>> = {
  requests: 'Requests',
  served: 'Requests served',
  lost: 'Requests lost',
  servedPercent: 'Served, share of requests',
  servedRideTimePercent: 'Served, share of ride time',
  'waitSeconds.mean, .p50, .p95': 'Wait for the car',
  pickupMeters: 'Driven to pickups',
  repositionMeters: 'Driven for repositioning',
  tripMeters: 'Driven with riders',
  emptyKmPercent: 'Empty driving, share of kilometres',
  serviceHours: 'Hours of service',
  utilisationPercent: 'Cars in use, share of time',
  withRiderPercent: 'Cars with riders, share of time',
  matchRatePercent: 'Riders given a car in a decision',
  'offers.made, .declined, .expired': 'Offers',
  servedByLength: 'Served, by the length of the ride',
  servedByHour: 'Served, by hour',
  servedByZone: 'Served, by zone',
  dutyHours: 'Cars on duty',
  'cancelled.waiting, .assigned': 'Riders who cancelled',
  'cancelled.pickupMeters': 'Driven for riders who cancelled',
  'charging.sessions, .kwh': 'Charging',
  'charging.hours, .queueHours': 'Cars at chargers, and waiting for one',
  'charging.driveMeters': 'Driven to chargers',
  'charging.endSocPercent': 'State of charge at the end of the day',
  'charging.stranded': 'Cars that reach no station',
  'pooling.sharedPercent': 'Riders who shared a car',
  'pooling.detourSeconds': 'Detour',
  'pooling.metersPerRider': 'Driven for each rider served',
  'pooling.ridersMeters': 'Driven, by riders in the car',
};

/** The name of a figure of the JSON output for a page; the key for a figure without one. */
export const keyLabel = (key: string): string => LABELS_OF_KEYS[key] ?? key;

/** The name of a column for a page; the title of the table for a column without one. */
export const figureLabel = ({ title, unit }: { title: string; unit: string }): FigureLabel =>
  LABELS[`${title}, ${unit}`] ?? { label: title, unit };
