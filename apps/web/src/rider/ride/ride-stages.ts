import type { TripStatus } from '#contracts';

export interface Stage {
  name: string;
  /** Behind the rider, where they are, or still ahead. */
  place: 'done' | 'now' | 'ahead';
}

const NAMES = ['Finding', 'Coming', 'Here', 'Riding', 'Arrived'];

/** How many stages are reached; undefined for a ride that ended before its time. */
function reached(status: TripStatus): number | undefined {
  switch (status) {
    case 'matching':
      return 0;
    case 'driver_assigned':
      return 1;
    case 'driver_arrived':
      return 2;
    case 'in_progress':
      return 3;
    case 'completed':
      return 4;
    case 'cancelled':
    case 'no_drivers_available':
      return undefined;
  }
}

/** The way of a ride, with where it is now; empty when it ended before its time. */
export function stagesOf(status: TripStatus): Stage[] {
  const now = reached(status);
  if (now === undefined) return [];
  return NAMES.map((name, index) => ({ name, place: placeOf(index, now) }));
}

function placeOf(index: number, now: number): Stage['place'] {
  if (index < now) return 'done';
  return index === now ? 'now' : 'ahead';
}
