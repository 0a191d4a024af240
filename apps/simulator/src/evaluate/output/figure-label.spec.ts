import { describe, expect, it } from '@jest/globals';
import type { Evaluation } from '../evaluation.js';
import { KPI_DEFINITIONS } from '../kpis/kpi-definitions.js';
import { STUDY_FIGURES } from '../study/study-figures.js';
import { figureLabel, keyLabel } from './figure-label.js';
import { fleetGroups } from './fleet-columns.js';
import {
  CAR_COLUMNS,
  OFFER_COLUMNS,
  POOLING_COLUMNS,
  RIDER_COLUMNS,
  WALL_COLUMN,
} from './kpi-columns.js';

const everyRule = {
  rules: { cancelAfter: {}, charging: {} },
  results: [{ record: { duty: [] } }],
} as unknown as Evaluation;

describe('figureLabel', () => {
  it('every figure of the report has a name that stands for itself', () => {
    const columns = [
      ...RIDER_COLUMNS,
      ...CAR_COLUMNS,
      ...OFFER_COLUMNS,
      ...POOLING_COLUMNS,
      ...STUDY_FIGURES,
      WALL_COLUMN,
      ...fleetGroups(everyRule).flatMap((group) => group.columns),
    ];
    const unnamed = columns.filter((column) => figureLabel(column).label === column.title);
    expect(unnamed.map(({ title, unit }) => `${title}, ${unit}`)).toEqual([]);
  });

  it('every defined figure has a name that stands for itself', () => {
    const unnamed = KPI_DEFINITIONS.filter(({ key }) => keyLabel(key) === key);
    expect(unnamed.map(({ key }) => key)).toEqual([]);
  });
});
