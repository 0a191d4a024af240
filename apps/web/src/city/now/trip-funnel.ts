import type { CityState } from '../city-state.js';

export interface FunnelStage {
  name: string;
  count: number;
  /** The share of all trips under way, 0 to 1. */
  share: number;
}

const STAGES = [
  { name: 'Driver assigned', status: 'driver_assigned' },
  { name: 'Driver at pickup', status: 'driver_arrived' },
  { name: 'In progress', status: 'in_progress' },
] as const;

/** The stages of all trips under way. */
export function funnelOf({ trips, offers }: Pick<CityState, 'trips' | 'offers'>): FunnelStage[] {
  const underWay = Object.values(trips).reduce((sum, count) => sum + count, 0);
  const stage = (name: string, count: number): FunnelStage => {
    const share = underWay === 0 ? 0 : Math.min(1, count / underWay);
    return { name, count, share };
  };
  return [
    stage('Under way', underWay),
    stage('Matching', trips['matching'] ?? 0),
    stage('Offered to a driver', offers['pending'] ?? 0),
    ...STAGES.map(({ name, status }) => stage(name, trips[status] ?? 0)),
  ];
}
