import type { PolicyResult } from '../evaluation.js';
import { numberText } from './number-text.js';

/** A column of figures in the table on the terminal and in the report. */
export interface KpiColumn {
  readonly title: string;
  readonly unit: string;
  readonly decimals: number;
  /** Null when there is no figure. */
  readonly value: (result: PolicyResult) => number | null;
  /** Whether a higher or a lower value is better; undefined when neither is. */
  readonly better?: 'more' | 'less';
}

const km = (meters: number): number => meters / 1_000;

const totalMeters = ({ pickupMeters, repositionMeters, tripMeters }: PolicyResult['kpis']) =>
  pickupMeters + repositionMeters + tripMeters;

export const KPI_COLUMNS: readonly KpiColumn[] = [
  {
    title: 'served',
    unit: 'riders',
    decimals: 0,
    better: 'more',
    value: ({ kpis }) => kpis.served,
  },
  { title: 'lost', unit: 'riders', decimals: 0, better: 'less', value: ({ kpis }) => kpis.lost },
  {
    title: 'served',
    unit: '%',
    decimals: 2,
    better: 'more',
    value: ({ kpis }) => kpis.servedPercent,
  },
  {
    title: 'wait',
    unit: 's, mean',
    decimals: 1,
    better: 'less',
    value: ({ kpis }) => kpis.waitSeconds.mean,
  },
  {
    title: 'wait',
    unit: 's, p50',
    decimals: 1,
    better: 'less',
    value: ({ kpis }) => kpis.waitSeconds.p50,
  },
  {
    title: 'wait',
    unit: 's, p95',
    decimals: 1,
    better: 'less',
    value: ({ kpis }) => kpis.waitSeconds.p95,
  },
  { title: 'pickup', unit: 'km', decimals: 0, value: ({ kpis }) => km(kpis.pickupMeters) },
  { title: 'repos.', unit: 'km', decimals: 0, value: ({ kpis }) => km(kpis.repositionMeters) },
  { title: 'trip', unit: 'km', decimals: 0, value: ({ kpis }) => km(kpis.tripMeters) },
  { title: 'total', unit: 'km', decimals: 0, value: ({ kpis }) => km(totalMeters(kpis)) },
  {
    title: 'empty',
    unit: '% of km',
    decimals: 2,
    better: 'less',
    value: ({ kpis }) => kpis.emptyKmPercent,
  },
  { title: 'used', unit: '%', decimals: 2, value: ({ kpis }) => kpis.utilisationPercent },
  { title: 'matched', unit: '%', decimals: 2, value: ({ kpis }) => kpis.matchRatePercent },
];

/** The drivers' answers, for runs in which drivers may refuse an offer. */
export const OFFER_COLUMNS: readonly KpiColumn[] = [
  { title: 'offers', unit: 'made', decimals: 0, value: ({ kpis }) => kpis.offers.made },
  { title: 'offers', unit: 'declined', decimals: 0, value: ({ kpis }) => kpis.offers.declined },
  { title: 'offers', unit: 'expired', decimals: 0, value: ({ kpis }) => kpis.offers.expired },
];

const ridersKm =
  (riders: number) =>
  ({ kpis }: PolicyResult): number =>
    km(kpis.pooling.ridersMeters[riders] ?? 0);

/** How far riders share cars, for runs with pooling. */
export const POOLING_COLUMNS: readonly KpiColumn[] = [
  {
    title: 'shared',
    unit: '% of riders',
    decimals: 2,
    value: ({ kpis }) => kpis.pooling.sharedPercent,
  },
  {
    title: 'detour',
    unit: 's, mean',
    decimals: 1,
    better: 'less',
    value: ({ kpis }) => kpis.pooling.detourSeconds.mean,
  },
  {
    title: 'detour',
    unit: 's, p95',
    decimals: 1,
    better: 'less',
    value: ({ kpis }) => kpis.pooling.detourSeconds.p95,
  },
  {
    title: 'a rider',
    unit: 'km',
    decimals: 2,
    better: 'less',
    value: ({ kpis: { pooling } }) =>
      pooling.metersPerRider === null ? null : km(pooling.metersPerRider),
  },
  { title: '1 rider', unit: 'km', decimals: 0, value: ridersKm(1) },
  { title: '2 riders', unit: 'km', decimals: 0, value: ridersKm(2) },
  {
    title: 'more',
    unit: 'km',
    decimals: 0,
    value: ({ kpis }) =>
      km(kpis.pooling.ridersMeters.slice(3).reduce((sum, meters) => sum + meters, 0)),
  },
];

/** The run time, which also depends on the machine and so is a column of its own. */
export const WALL_COLUMN: KpiColumn = {
  title: 'took',
  unit: 's',
  decimals: 2,
  value: ({ wallSeconds }) => wallSeconds,
};

const NO_FIGURE = '–';

export function figureText({ value, decimals }: KpiColumn, result: PolicyResult): string {
  const figure = value(result);
  return figure === null ? NO_FIGURE : numberText(figure, decimals);
}
