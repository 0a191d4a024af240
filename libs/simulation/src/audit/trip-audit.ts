import type { AnyCloudEvent, EventType, TripStatus } from '#contracts';

/** One trip according to its events, its row and its rider. */
export interface TripRecord {
  tripId: string;
  /** The events of its stream, from the database, in the order of `seq`. */
  events: readonly AnyCloudEvent[];
  /** The `status` column; undefined when there is no row. */
  status: TripStatus | undefined;
  /** The last status its rider's client saw. */
  seenByRider: TripStatus | undefined;
}

export type TripFault = 'twoDrivers' | 'illegalTransition' | 'notEnded' | 'statusDiffers';

export interface TripAudit {
  trips: number;
  faults: Record<TripFault, number>;
  examples: string[];
}

const MAX_EXAMPLES = 20;
const BEFORE_RIDE: readonly TripStatus[] = ['matching', 'driver_assigned', 'driver_arrived'];

/** The statuses before and the status after each event. */
const TRANSITIONS: Partial<
  Record<EventType, { from: readonly (TripStatus | undefined)[]; to: TripStatus }>
> = {
  'trip.requested': { from: [undefined], to: 'matching' },
  'trip.driver_assigned': { from: ['matching'], to: 'driver_assigned' },
  'trip.driver_arrived': { from: ['driver_assigned'], to: 'driver_arrived' },
  'trip.redispatching': { from: ['driver_assigned', 'driver_arrived'], to: 'matching' },
  'trip.started': { from: ['driver_arrived'], to: 'in_progress' },
  'trip.completed': { from: ['in_progress'], to: 'completed' },
  'trip.cancelled': { from: BEFORE_RIDE, to: 'cancelled' },
  'trip.no_drivers_available': { from: ['matching'], to: 'no_drivers_available' },
};

const TERMINAL: readonly (TripStatus | undefined)[] = [
  'completed',
  'cancelled',
  'no_drivers_available',
];

/**
 * Checks the invariants of trips: no trip has two drivers at a time or an illegal transition,
 * each trip ends, and its status is the same in its events, in the table and at its rider.
 */
export function auditTrips(records: readonly TripRecord[]): TripAudit {
  const faults = { twoDrivers: 0, illegalTransition: 0, notEnded: 0, statusDiffers: 0 };
  const audit: TripAudit = { trips: records.length, faults, examples: [] };
  for (const record of records) {
    for (const [fault, text] of findFaults(record)) {
      faults[fault] += 1;
      if (audit.examples.length < MAX_EXAMPLES)
        audit.examples.push(`trip ${record.tripId}: ${text}`);
    }
  }
  return audit;
}

function findFaults(record: TripRecord): [TripFault, string][] {
  const { status, faults } = replayEvents(record.events);
  if (!TERMINAL.includes(record.status))
    faults.push(['notEnded', `ended as ${named(record.status)}`]);
  if (status !== record.status || record.seenByRider !== record.status) {
    const seen = `events say ${named(status)}, its rider saw ${named(record.seenByRider)}`;
    faults.push(['statusDiffers', `${seen}, the table has ${named(record.status)}`]);
  }
  return faults;
}

const named = (status: TripStatus | undefined): string => status ?? 'nothing';

function replayEvents(events: readonly AnyCloudEvent[]): {
  status: TripStatus | undefined;
  faults: [TripFault, string][];
} {
  const faults: [TripFault, string][] = [];
  let status: TripStatus | undefined;
  let driver: string | undefined;
  for (const event of events) {
    const step = TRANSITIONS[event.type];
    if (!step?.from.includes(status)) {
      faults.push(['illegalTransition', `${event.type} while ${named(status)}`]);
    }
    status = step?.to ?? status;
    const next = driverOf(event);
    if (driver && next && next !== driver) {
      faults.push(['twoDrivers', `${next} although it had ${driver}`]);
    }
    driver = status === 'matching' ? undefined : (next ?? driver);
  }
  return { status, faults };
}

/** A redispatch removes the driver, although its event may still name one. */
function driverOf(event: AnyCloudEvent): string | undefined {
  if (event.type === 'trip.redispatching') return undefined;
  return 'trip' in event.data ? event.data.trip.driver?.id : undefined;
}
