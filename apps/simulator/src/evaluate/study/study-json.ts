import type { FleetAnswer, Study, StudyRow } from './study.js';
import { intervalOf, pairedDifference, STUDY_FIGURES, valuesOf } from './study-figures.js';
import type { MeanInterval } from '#simulation';

/**
 * Formats a study as one JSON object on one line. Programs rely on the keys and their order; new
 * keys are added at the end.
 */
export function studyJson({ name, options, rows, fleets, inputChecks }: Study): string {
  const [baseline] = rows;
  const [first, ...others] = inputChecks;
  return `${JSON.stringify({
    scenario: name,
    seed: options.rules.seed,
    replications: options.replications,
    draw: options.files && options.replications > 1 ? options.draw : null,
    targets: options.targets,
    rows: rows.map((row) => rowJson(row, fleets.length > 0 ? undefined : baseline)),
    fleets: fleets.map(fleetJson),
    inputCheck: first?.check ?? null,
    otherInputChecks: others.map(({ name: of, check }) => ({ case: of, inputCheck: check })),
  })}\n`;
}

function rowJson(row: StudyRow, baseline: StudyRow | undefined): object {
  const figures = STUDY_FIGURES.map((figure) => [
    figure.key,
    {
      ...intervalJson(intervalOf(figure, row.days)),
      values: valuesOf(figure, row.days),
      difference:
        baseline && baseline !== row
          ? intervalJson(pairedDifference(figure, row.days, baseline.days))
          : null,
    },
  ]);
  return {
    case: row.name,
    policy: row.policy,
    vehicles: row.vehicles,
    figures: Object.fromEntries(figures) as object,
  };
}

const intervalJson = (interval: MeanInterval | undefined): object => ({
  mean: interval?.mean ?? null,
  halfWidth: interval?.halfWidth ?? null,
});

const fleetJson = ({ policy, cars, tooFew }: FleetAnswer): object => ({
  policy,
  vehicles: cars ?? null,
  tooFew,
});
