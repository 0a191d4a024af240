import type { FleetStates } from '#simulation';

/** The columns of the states of a fleet in all tables with them. */
export const FLEET_COLUMNS = [
  'idle',
  'offered',
  'repositioning',
  'to_pickup',
  'with_rider',
  'charging',
  'off_duty',
] as const;

type FleetColumn = (typeof FLEET_COLUMNS)[number];

/** The number of cars in each state, by column. */
export const fleetCounts = ({
  idle,
  offered,
  repositioning,
  toPickup,
  withRider,
  charging,
  offDuty,
}: FleetStates): Record<FleetColumn, number> => ({
  idle,
  offered,
  repositioning,
  to_pickup: toPickup,
  with_rider: withRider,
  charging,
  off_duty: offDuty,
});
