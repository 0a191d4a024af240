import type { CityState } from '../city-state.js';

export interface FunnelStage {
  name: string;
  count: number;
  /** The share of all trips that were ever requested, 0 to 1. */
  share: number;
  /** The stage is an end of a trip. */
  isOver: boolean;
}

const STAGES: readonly { name: string; statuses: readonly string[]; isOver?: boolean }[] = [
  { name: 'Matching', statuses: ['matching'] },
  { name: 'Driver assigned', statuses: ['driver_assigned'] },
  { name: 'Driver at pickup', statuses: ['driver_arrived'] },
  { name: 'In progress', statuses: ['in_progress'] },
  { name: 'Completed', statuses: ['completed'], isOver: true },
  { name: 'Cancelled', statuses: ['cancelled'], isOver: true },
  { name: 'No driver found', statuses: ['no_drivers_available'], isOver: true },
];

/** The present stages of all trips that were ever requested. */
export function funnelOf({ trips, offers }: Pick<CityState, 'trips' | 'offers'>): FunnelStage[] {
  const requested = Object.values(trips).reduce((sum, count) => sum + count, 0);
  const stage = (name: string, count: number, isOver = false): FunnelStage => {
    const share = requested === 0 ? 0 : Math.min(1, count / requested);
    return { name, count, share, isOver };
  };
  const stages = STAGES.map(({ name, statuses, isOver }) =>
    stage(
      name,
      statuses.reduce((sum, status) => sum + (trips[status] ?? 0), 0),
      isOver,
    ),
  );
  const [matching, ...rest] = stages;
  return [
    stage('Requested', requested),
    ...(matching ? [matching] : []),
    stage('Offered to a driver', offers['pending'] ?? 0),
    ...rest,
  ];
}

/** The share of ended offers that were accepted, 0 to 1; undefined before the first has ended. */
export function acceptanceRate({ offers }: Pick<CityState, 'offers'>): number | undefined {
  const { pending: _pending, ...closed } = offers;
  const total = Object.values(closed).reduce((sum, count) => sum + count, 0);
  return total === 0 ? undefined : (offers['accepted'] ?? 0) / total;
}
