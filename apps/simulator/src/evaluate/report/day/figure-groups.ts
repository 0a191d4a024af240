import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { fleetGroups, mayRefuse, type ColumnGroup } from '../../output/fleet-columns.js';
import {
  CAR_COLUMNS,
  LENGTH_COLUMNS,
  OFFER_COLUMNS,
  POOLING_COLUMNS,
  RIDER_COLUMNS,
  WALL_COLUMN,
  type KpiColumn,
} from '../../output/kpi-columns.js';

/** The figures of a day in the order of the report, without those that the run does not have. */
export function figureGroups(evaluation: Evaluation): ColumnGroup[] {
  const { rules } = evaluation;
  return [
    { title: 'Riders', columns: RIDER_COLUMNS },
    { title: 'Cars', columns: CAR_COLUMNS },
    ...(rules.pooling ? [{ title: 'Pooling', columns: POOLING_COLUMNS }] : []),
    ...(mayRefuse(evaluation) ? [{ title: 'Offers', columns: OFFER_COLUMNS }] : []),
    ...fleetGroups(evaluation),
    { title: 'Served, by the length of the ride', columns: LENGTH_COLUMNS },
    { title: 'The simulation', columns: [WALL_COLUMN] },
  ];
}

/** Whether a result has the best value; no result is best when all values are equal. */
export function isBest(
  column: KpiColumn,
  result: PolicyResult,
  all: readonly PolicyResult[],
): boolean {
  if (!column.better) return false;
  const figures = all.map(column.value).filter((figure) => figure !== null);
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  return least < most && column.value(result) === (column.better === 'more' ? most : least);
}
