import type { Random } from './hot-spots.js';
import type { TripDemand } from './trip-demand.js';

/** How other days are drawn from recorded requests. */
export interface DemandDraw {
  /**
   * `resampled`: each request takes place a random number of times, with a mean of one (the
   * Poisson bootstrap; N. C. Oza, S. Russell, "Online bagging and boosting", 2001), so places,
   * hours and the number of requests vary as those of independent riders do. `jittered`: each
   * request takes place once.
   */
  readonly kind: 'resampled' | 'jittered';
  /** Each departure is moved by a uniform time of at most so many seconds in either direction. */
  readonly jitterSeconds: number;
  readonly random: Random;
}

/**
 * Draws another day from the requests of a recorded one. No departure is before midnight of the
 * first day.
 *
 * @returns requests in the order of departure, with ids of their own
 */
export function drawDemand(requests: readonly TripDemand[], draw: DemandDraw): TripDemand[] {
  const drawn = requests.flatMap((request) => {
    const count = draw.kind === 'jittered' ? 1 : poissonOfMeanOne(draw.random);
    return Array.from({ length: count }, (_, copy) => moved(request, draw, copy));
  });
  return drawn.sort((a, b) => a.departureSeconds - b.departureSeconds);
}

function moved(request: TripDemand, { jitterSeconds, random }: DemandDraw, copy: number) {
  const shift = (2 * random() - 1) * jitterSeconds;
  const departureSeconds = Math.max(0, request.departureSeconds + shift);
  return {
    ...request,
    id: copy === 0 ? request.id : `${request.id}~${copy}`,
    departureSeconds,
    departureMs: request.departureMs + (departureSeconds - request.departureSeconds) * 1_000,
  };
}

const NO_EVENT_SHARE = Math.exp(-1);

/** Draws from the Poisson distribution with mean 1 by inversion. */
function poissonOfMeanOne(random: Random): number {
  let rest = random();
  let count = 0;
  // The share of 20 and more events is less than the least draw of a double.
  for (let share = NO_EVENT_SHARE; rest >= share && count < 20; share /= count) {
    rest -= share;
    count += 1;
  }
  return count;
}
