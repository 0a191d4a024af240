import type { Evaluation, PolicyResult } from '../evaluation.js';

/**
 * Formats an evaluation as one JSON object on one line. Programs rely on the keys and their
 * order; new keys are added at the end of a result. The seed is null when it changes nothing.
 */
export function evaluationJson(evaluation: Evaluation): string {
  const { city, rules, results, isRandom, inputCheck = null } = evaluation;
  const vehicles = city.vehicles.length;
  return `${JSON.stringify({
    scenario: city.name,
    seed: isRandom ? rules.seed : null,
    results: results.map((result) => resultJson(result, vehicles)),
    inputCheck,
  })}\n`;
}

function resultJson({ policy, kpis, wallSeconds }: PolicyResult, vehicles: number): object {
  return {
    policy,
    vehicles,
    requests: kpis.requests,
    served: kpis.served,
    servedPercent: kpis.servedPercent,
    waitSeconds: kpis.waitSeconds,
    pickupMeters: kpis.pickupMeters,
    tripMeters: kpis.tripMeters,
    emptyKmPercent: kpis.emptyKmPercent,
    utilisationPercent: kpis.utilisationPercent,
    wallSeconds,
    lost: kpis.lost,
    repositionMeters: kpis.repositionMeters,
    matchRatePercent: kpis.matchRatePercent,
    offers: kpis.offers,
    servedRideTimePercent: kpis.servedRideTimePercent,
    withRiderPercent: kpis.withRiderPercent,
    serviceHours: kpis.serviceHours,
    servedByLength: kpis.servedByLength,
    servedByHour: kpis.servedByHour,
    servedByZone: kpis.servedByZone,
    pooling: kpis.pooling,
    dutyHours: kpis.dutyHours,
    cancelled: kpis.cancelled,
    charging: kpis.charging,
  };
}
