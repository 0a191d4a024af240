import type { CityMap, Position } from '#contracts';
import { useCallback, useMemo, useState } from 'react';
import { guideAlong, type Guidance } from './guidance.js';
import { StreetIndex } from './street-index.js';

/** What the page shows of the way to the pickup or the drop-off. */
export interface Cockpit {
  /** Undefined without a goal, and until the roads and the car's position are known. */
  guidance: Guidance | undefined;
  /** The map follows the car. */
  isFollowing: boolean;
  follow: (isOn: boolean) => void;
}

interface CockpitOptions {
  city: CityMap | undefined;
  /** The path of the car, its own position first. */
  ahead: readonly Position[] | undefined;
  hasGoal: boolean;
  /** The map stops following when the step changes. */
  step: string;
}

/** The guidance along the path ahead, and whether the map follows the car. */
export function useCockpit({ city, ahead, hasGoal, step }: CockpitOptions): Cockpit {
  const streets = useMemo(() => city && new StreetIndex(city), [city]);
  const [followed, setFollowed] = useState<string>();
  const guidance = useMemo(
    () => (streets && ahead && hasGoal ? guideAlong(ahead, streets) : undefined),
    [streets, ahead, hasGoal],
  );
  const follow = useCallback((isOn: boolean) => setFollowed(isOn ? step : undefined), [step]);
  return { guidance, isFollowing: hasGoal && followed === step, follow };
}
