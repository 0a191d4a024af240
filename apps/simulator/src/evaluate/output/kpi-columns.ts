import type { PolicyResult } from '../evaluation.js';
import { LENGTH_CLASSES_KM } from '../kpis/served-groups.js';
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

type Better = KpiColumn['better'];
type Kpis = PolicyResult['kpis'];

/** A column of a figure in per cent, with two decimals. */
const percent = (title: string, of: (kpis: Kpis) => number | null, better?: Better): KpiColumn => ({
  title,
  unit: '%',
  decimals: 2,
  ...(better && { better }),
  value: ({ kpis }) => of(kpis),
});

const count = (title: string, of: (kpis: Kpis) => number, better?: Better): KpiColumn => ({
  title,
  unit: 'riders',
  decimals: 0,
  ...(better && { better }),
  value: ({ kpis }) => of(kpis),
});

const wait = (unit: string, of: (wait: Kpis['waitSeconds']) => number | null): KpiColumn => ({
  title: 'wait',
  unit: `s, ${unit}`,
  decimals: 1,
  better: 'less',
  value: ({ kpis }) => of(kpis.waitSeconds),
});

const distance = (title: string, of: (kpis: Kpis) => number): KpiColumn => ({
  title,
  unit: 'km',
  decimals: 0,
  value: ({ kpis }) => km(of(kpis)),
});

/** What the day was like for riders. */
export const RIDER_COLUMNS: readonly KpiColumn[] = [
  count('served', ({ served }) => served, 'more'),
  count('lost', ({ lost }) => lost, 'less'),
  percent('served', ({ servedPercent }) => servedPercent, 'more'),
  {
    ...percent('served', ({ servedRideTimePercent }) => servedRideTimePercent, 'more'),
    unit: '% of ride time',
  },
  wait('mean', ({ mean }) => mean),
  wait('p50', ({ p50 }) => p50),
  wait('p95', ({ p95 }) => p95),
  percent('matched', ({ matchRatePercent }) => matchRatePercent),
];

/** What the day was like for cars. */
export const CAR_COLUMNS: readonly KpiColumn[] = [
  distance('pickup', ({ pickupMeters }) => pickupMeters),
  distance('repos.', ({ repositionMeters }) => repositionMeters),
  distance('trip', ({ tripMeters }) => tripMeters),
  distance('total', totalMeters),
  { ...percent('empty', ({ emptyKmPercent }) => emptyKmPercent, 'less'), unit: '% of km' },
  { ...percent('used', ({ utilisationPercent }) => utilisationPercent), unit: '% of time' },
  { ...percent('with rider', ({ withRiderPercent }) => withRiderPercent), unit: '% of time' },
];

const lengthTitle = (bound: number): string =>
  Number.isFinite(bound) ? `to ${bound} km` : `over ${LENGTH_CLASSES_KM.at(-2) ?? 0} km`;

/** Served by the length of the ride. */
export const LENGTH_COLUMNS: readonly KpiColumn[] = LENGTH_CLASSES_KM.map((bound, i) =>
  percent(lengthTitle(bound), ({ servedByLength }) => servedByLength[i]?.servedPercent ?? null),
);

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
