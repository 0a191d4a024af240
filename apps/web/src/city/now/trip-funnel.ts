import type { CityState } from '../city-state.js';

export interface FunnelStage {
  name: 'under_way' | 'matching' | 'offered' | 'driver_assigned' | 'driver_arrived' | 'in_progress';
  count: number;
  /** The share of all trips under way, 0 to 1. */
  share: number;
}

const WITH_DRIVER = ['driver_assigned', 'driver_arrived', 'in_progress'] as const;

/** The stages of all trips under way. */
export function funnelOf({ trips, offers }: Pick<CityState, 'trips' | 'offers'>): FunnelStage[] {
  const underWay = Object.values(trips).reduce((sum, count) => sum + count, 0);
  const stage = (name: FunnelStage['name'], count: number): FunnelStage => {
    const share = underWay === 0 ? 0 : Math.min(1, count / underWay);
    return { name, count, share };
  };
  return [
    stage('under_way', underWay),
    stage('matching', trips['matching'] ?? 0),
    stage('offered', offers['pending'] ?? 0),
    ...WITH_DRIVER.map((status) => stage(status, trips[status] ?? 0)),
  ];
}
