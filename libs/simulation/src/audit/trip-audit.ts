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
  /** Seconds that a driver must wait, heard all the time, before a no-show costs a fee. */
  noShowSeconds: number;
}

export type TripFault =
  'twoDrivers' | 'illegalTransition' | 'notEnded' | 'statusDiffers' | 'paidForSilence';

export interface TripAudit {
  trips: number;
  faults: Record<TripFault, number>;
  examples: string[];
}

const MAX_EXAMPLES = 20;
const BEFORE_RIDE: readonly TripStatus[] = ['matching', 'driver_assigned', 'driver_arrived'];
const WITH_DRIVER: readonly TripStatus[] = ['driver_assigned', 'driver_arrived', 'in_progress'];

/** The statuses before and the status after each event; without `to` the status stays. */
const TRANSITIONS: Partial<
  Record<EventType, { from: readonly (TripStatus | undefined)[]; to?: TripStatus }>
> = {
  'trip.requested': { from: [undefined], to: 'matching' },
  'trip.driver_assigned': { from: ['matching'], to: 'driver_assigned' },
  'trip.driver_arrived': { from: ['driver_assigned'], to: 'driver_arrived' },
  'trip.redispatching': { from: ['driver_assigned', 'driver_arrived'], to: 'matching' },
  'trip.started': { from: ['driver_arrived'], to: 'in_progress' },
  'trip.completed': { from: ['in_progress'], to: 'completed' },
  'trip.cancelled': { from: BEFORE_RIDE, to: 'cancelled' },
  'trip.driver_silent': { from: WITH_DRIVER },
  'trip.driver_back': { from: WITH_DRIVER },
  'trip.no_drivers_available': { from: ['matching'], to: 'no_drivers_available' },
  'trip.pool_changed': { from: ['driver_assigned', 'driver_arrived', 'in_progress'] },
  'trip.tipped': { from: ['completed'] },
};

const TERMINAL: readonly (TripStatus | undefined)[] = [
  'completed',
  'cancelled',
  'no_drivers_available',
];

/**
 * Checks the invariants of trips: no trip has two drivers at a time or an illegal transition,
 * each trip ends, its status is the same in its events, in the table and at its rider, and no rider
 * pays while the driver is silent, or for a wait in which the driver was silent.
 */
export function auditTrips(records: readonly TripRecord[]): TripAudit {
  const faults = {
    twoDrivers: 0,
    illegalTransition: 0,
    notEnded: 0,
    statusDiffers: 0,
    paidForSilence: 0,
  };
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
  const { status, faults } = replayEvents(record);
  if (!TERMINAL.includes(record.status))
    faults.push(['notEnded', `ended as ${named(record.status)}`]);
  if (status !== record.status || record.seenByRider !== record.status) {
    const seen = `events say ${named(status)}, its rider saw ${named(record.seenByRider)}`;
    faults.push(['statusDiffers', `${seen}, the table has ${named(record.status)}`]);
  }
  return faults;
}

const named = (status: TripStatus | undefined): string => status ?? 'nothing';

function replayEvents({ events, noShowSeconds }: TripRecord): {
  status: TripStatus | undefined;
  faults: [TripFault, string][];
} {
  const faults: [TripFault, string][] = [];
  let status: TripStatus | undefined;
  let driver: string | undefined;
  let isSilent = false;
  let attendedSince: string | undefined;
  for (const event of events) {
    const step = TRANSITIONS[event.type];
    if (!step?.from.includes(status) && !isCancelledByOps(event)) {
      faults.push(['illegalTransition', `${event.type} while ${named(status)}`]);
    }
    status = step?.to ?? status;
    if (isSilent && costsFee(event)) faults.push(['paidForSilence', `${event.type} with a fee`]);
    if (ATTENDANCE_BEGINS.includes(event.type)) attendedSince = event.time;
    if (isNoShow(event) && costsFee(event) && !isWaitOver(attendedSince, event, noShowSeconds)) {
      faults.push([
        'paidForSilence',
        `a no-show fee at ${event.time}, heard since ${attendedSince ?? 'never'}`,
      ]);
    }
    isSilent = 'trip' in event.data && Boolean(event.data.trip.driverSilentSince);
    const next = driverOf(event);
    if (driver && next && next !== driver) {
      faults.push(['twoDrivers', `${next} although it had ${driver}`]);
    }
    driver = status === 'matching' ? undefined : (next ?? driver);
  }
  return { status, faults };
}

/** The driver's wait at the pickup begins with the arrival, and again after a silence. */
const ATTENDANCE_BEGINS: readonly EventType[] = ['trip.driver_arrived', 'trip.driver_back'];

const isNoShow = ({ data }: AnyCloudEvent): boolean => 'by' in data && data.by === 'no_show';

const isWaitOver = (
  since: string | undefined,
  { time }: AnyCloudEvent,
  noShowSeconds: number,
): boolean => since !== undefined && Date.parse(time) - Date.parse(since) >= noShowSeconds * 1000;

/** Only an operator cancels a ride under way. */
const isCancelledByOps = ({ type, data }: AnyCloudEvent): boolean =>
  type === 'trip.cancelled' && 'by' in data && data.by === 'ops' && data.trip.startedAt !== null;

const costsFee = ({ data }: AnyCloudEvent): boolean => 'fee' in data && data.fee.amount > 0;

/** A redispatch removes the driver, although its event may still name one. */
function driverOf(event: AnyCloudEvent): string | undefined {
  if (event.type === 'trip.redispatching') return undefined;
  return 'trip' in event.data ? event.data.trip.driver?.id : undefined;
}
