import { meanInterval, type MeanInterval } from '#simulation';
import type { DayKpis } from '../kpis/day-kpis.js';

/** A figure of a study, which has one value for each day. */
export interface StudyFigure {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly decimals: number;
  readonly of: (kpis: DayKpis) => number | null;
}

const KM = 1_000;

/** The figures that a study compares. */
export const STUDY_FIGURES: readonly StudyFigure[] = [
  {
    key: 'servedPercent',
    title: 'served',
    unit: '%',
    decimals: 2,
    of: ({ servedPercent }) => servedPercent,
  },
  {
    key: 'servedRideTimePercent',
    title: 'served',
    unit: '% of ride time',
    decimals: 2,
    of: ({ servedRideTimePercent }) => servedRideTimePercent,
  },
  {
    key: 'waitSecondsMean',
    title: 'wait',
    unit: 's, mean',
    decimals: 1,
    of: ({ waitSeconds }) => waitSeconds.mean,
  },
  {
    key: 'waitSecondsP95',
    title: 'wait',
    unit: 's, p95',
    decimals: 1,
    of: ({ waitSeconds }) => waitSeconds.p95,
  },
  {
    key: 'emptyKmPercent',
    title: 'empty',
    unit: '% of km',
    decimals: 2,
    of: ({ emptyKmPercent }) => emptyKmPercent,
  },
  {
    key: 'utilisationPercent',
    title: 'used',
    unit: '% of time',
    decimals: 2,
    of: ({ utilisationPercent }) => utilisationPercent,
  },
  {
    key: 'totalKm',
    title: 'total',
    unit: 'km',
    decimals: 0,
    of: ({ pickupMeters, repositionMeters, tripMeters }) =>
      (pickupMeters + repositionMeters + tripMeters) / KM,
  },
];

/** The values of a figure over days, one each; a day without a value is left out. */
export const valuesOf = ({ of }: StudyFigure, days: readonly DayKpis[]): number[] =>
  days.map(of).filter((value) => value !== null);

/** The mean and its interval over days; undefined when no day has a value. */
export function intervalOf(
  figure: StudyFigure,
  days: readonly DayKpis[],
): MeanInterval | undefined {
  const values = valuesOf(figure, days);
  return values.length === 0 ? undefined : meanInterval(values);
}

/**
 * The mean difference of two rows over the same days. Days are paired: both rows had the same
 * requests, so that what the days have in common cancels out.
 */
export function pairedDifference(
  figure: StudyFigure,
  days: readonly DayKpis[],
  baseline: readonly DayKpis[],
): MeanInterval | undefined {
  const differences = days.flatMap((day, i) => {
    const [value, other] = [figure.of(day), baseline[i] ? figure.of(baseline[i]) : null];
    return value === null || other === null ? [] : [value - other];
  });
  return differences.length === 0 ? undefined : meanInterval(differences);
}

/** Whether a difference differs from 0 at the 5 % level: its 95 % interval does not contain 0. */
export const isSignificant = ({ mean, halfWidth }: MeanInterval): boolean =>
  halfWidth !== null && Math.abs(mean) > halfWidth;
