import { ApiProblem } from '#client';

/**
 * How far the server believes the car to be from the place of a step that it refused for that.
 *
 * @returns metres; undefined for a problem of another kind
 */
export function tooFarMeters(problem: unknown): number | undefined {
  if (!(problem instanceof ApiProblem) || problem.code !== 'DRIVER_TOO_FAR') return undefined;
  const meters = Number(problem.problem?.['distanceMeters']);
  return Number.isFinite(meters) ? meters : undefined;
}
