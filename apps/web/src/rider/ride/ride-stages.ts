import type { TripStatus } from '#contracts';

export interface Stage {
  name: StageName;
  /** Whether the stage is over, current or still to come. */
  state: 'done' | 'now' | 'ahead';
}

const NAMES = ['finding', 'coming', 'here', 'riding', 'arrived'] as const;

type StageName = (typeof NAMES)[number];

/** The index of the current stage; undefined for a ride that ended early. */
function currentStage(status: TripStatus): number | undefined {
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

/** The stages of a ride, with the current one marked; empty for a ride that ended early. */
export function stagesOf(status: TripStatus): Stage[] {
  const now = currentStage(status);
  if (now === undefined) return [];
  return NAMES.map((name, index) => ({ name, state: stateOf(index, now) }));
}

function stateOf(index: number, now: number): Stage['state'] {
  if (index < now) return 'done';
  return index === now ? 'now' : 'ahead';
}
