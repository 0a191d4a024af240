import type { EventData, TripStatus } from '#contracts';
import { sampleData } from '../../streams/event/sample-event.js';

type RideEventType =
  | 'trip.requested'
  | 'trip.driver_assigned'
  | 'trip.driver_arrived'
  | 'trip.started'
  | 'trip.completed';

/** A step of a ride, and when it comes as a share of the time of all rides. */
interface RideStep {
  type: RideEventType;
  status: TripStatus;
  after: number;
}

/** A ride takes 30 % of the time of all rides; the first 70 % have the beginnings of all rides. */
const steps: readonly RideStep[] = [
  { type: 'trip.requested', status: 'matching', after: 0 },
  { type: 'trip.driver_assigned', status: 'driver_assigned', after: 0.05 },
  { type: 'trip.driver_arrived', status: 'driver_arrived', after: 0.12 },
  { type: 'trip.started', status: 'in_progress', after: 0.18 },
  { type: 'trip.completed', status: 'completed', after: 0.3 },
];
const BEGINNINGS = 0.7;

export const EVENTS_PER_RIDE = steps.length;

export interface PlannedEvent {
  /** The number of the rider, from 0. */
  rider: number;
  type: RideEventType;
  data: EventData<RideEventType>;
  /** Milliseconds after the beginning of the race. */
  dueMs: number;
}

/** Plans the events of all rides, in the order of their times. Each race gets the same ones. */
export function planRides(rides: number, seconds: number): PlannedEvent[] {
  const planned = Array.from({ length: rides }, (_, rider) =>
    steps.map(({ type, status, after }, index) => ({
      rider,
      type,
      data: createData(status, index + 1),
      dueMs: ((rider / rides) * BEGINNINGS + after) * seconds * 1000,
    })),
  ).flat();
  return planned.sort((a, b) => a.dueMs - b.dueMs);
}

function createData(status: TripStatus, version: number): EventData<RideEventType> {
  const { trip } = sampleData(version);
  const driver = status === 'matching' ? null : trip.driver;
  return { trip: { ...trip, status, version, driver } };
}
