import type { Evaluation, PolicyResult } from '../evaluation.js';

/**
 * One JSON object on one line. The keys and their order are what programs rely on; new ones
 * come after those of a result.
 */
export function evaluationJson({ city, rules, results }: Evaluation): string {
  const vehicles = city.vehicles.length;
  return `${JSON.stringify({
    scenario: city.name,
    seed: rules.seed,
    results: results.map((result) => resultJson(result, vehicles)),
  })}\n`;
}

function resultJson({ policy, kpis, wallSeconds }: PolicyResult, vehicles: number): object {
  const { requests, served, servedPercent, waitSeconds, pickupMeters, tripMeters } = kpis;
  const { emptyKmPercent, utilisationPercent, lost, repositionMeters } = kpis;
  const { matchRatePercent, offers } = kpis;
  return {
    policy,
    vehicles,
    requests,
    served,
    servedPercent,
    waitSeconds,
    pickupMeters,
    tripMeters,
    emptyKmPercent,
    utilisationPercent,
    wallSeconds,
    lost,
    repositionMeters,
    matchRatePercent,
    offers,
  };
}
