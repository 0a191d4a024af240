import type { Position } from '#contracts';
import { useCallback, useState } from 'react';

export type PlaceKind = 'pickup' | 'dropoff';

/** The planned pickup and drop-off, and which of them the next tap on the map sets. */
export interface Plan {
  places: Partial<Record<PlaceKind, Position>>;
  next: PlaceKind;
  choose: (kind: PlaceKind) => void;
  set: (kind: PlaceKind, position: Position | undefined) => void;
  /** Sets the next position, after a tap on the map. */
  pick: (position: Position) => void;
  clear: () => void;
}

export function usePlan(): Plan {
  const [places, setPlaces] = useState<Plan['places']>({});
  const [next, choose] = useState<PlaceKind>('pickup');
  const set = useCallback((kind: PlaceKind, position: Position | undefined) => {
    setPlaces((known) => ({ ...known, [kind]: position }));
    if (position && kind === 'pickup') choose('dropoff');
  }, []);
  const pick = useCallback((position: Position) => set(next, position), [set, next]);
  const clear = useCallback(() => {
    setPlaces({});
    choose('pickup');
  }, []);
  return { places, next, choose, set, pick, clear };
}
