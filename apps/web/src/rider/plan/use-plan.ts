import type { Position } from '#contracts';
import { useCallback, useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import { findNearPlace } from './place-requests.js';
import type { ChosenPlace } from './place-text.js';
import { parsePlannedHash, type PlannedPlaces } from './planned-address.js';

export type PlaceKind = 'pickup' | 'dropoff';

/** The planned pickup and drop-off, and which of them the next tap on the map sets. */
export interface Plan {
  places: PlannedPlaces;
  next: PlaceKind;
  /** The last place was set on the map, which then keeps its view. */
  isFromMap: boolean;
  choose: (kind: PlaceKind) => void;
  set: (kind: PlaceKind, place: ChosenPlace | undefined) => void;
  /** Sets the next position, after a tap on the map. */
  pick: (position: Position) => void;
  /** Sets a position, after its pin was dragged on the map. */
  move: (kind: PlaceKind, position: Position) => void;
  /** Exchanges pickup and drop-off. */
  swap: () => void;
  /** Plans between these places, such as those of a ride that found no driver. */
  replace: (places: PlannedPlaces) => void;
}

/** A plan, which begins with the places in the address of the page, if it has any. */
export function usePlan(): Plan {
  const [places, setPlaces] = useState<PlannedPlaces>(() => parsePlannedHash(location.hash));
  const [next, choose] = useState<PlaceKind>('pickup');
  const [isFromMap, setFromMap] = useState(false);
  const set = useCallback((kind: PlaceKind, place: ChosenPlace | undefined) => {
    setPlaces((known) => ({ ...known, [kind]: place }));
    setFromMap(false);
    if (place && kind === 'pickup') choose('dropoff');
  }, []);
  const move = useCallback(
    (kind: PlaceKind, position: Position) => {
      set(kind, { position });
      setFromMap(true);
    },
    [set],
  );
  const pick = useCallback((position: Position) => move(next, position), [move, next]);
  const swap = useCallback(
    () =>
      setPlaces(({ pickup, dropoff }) => ({
        ...(dropoff && { pickup: dropoff }),
        ...(pickup && { dropoff: pickup }),
      })),
    [],
  );
  const replace = useCallback((replacement: PlannedPlaces) => {
    setPlaces(replacement);
    setFromMap(false);
    choose('pickup');
  }, []);
  useNames(places, setPlaces);
  return { places, next, isFromMap, choose, set, pick, move, swap, replace };
}

type SetPlaces = (change: (known: PlannedPlaces) => PlannedPlaces) => void;

/** Names the places that were clicked, dragged or typed as a position. */
function useNames(places: PlannedPlaces, setPlaces: SetPlaces): void {
  useName({ kind: 'pickup', place: places.pickup, setPlaces });
  useName({ kind: 'dropoff', place: places.dropoff, setPlaces });
}

interface Unnamed {
  kind: PlaceKind;
  place: ChosenPlace | undefined;
  setPlaces: SetPlaces;
}

function useName({ kind, place, setPlaces }: Unnamed): void {
  const { token } = useSignedIn();
  useEffect(() => {
    if (!place || place.name !== undefined) return undefined;
    const outdated = new AbortController();
    const { position } = place;
    findNearPlace(position, { token, signal: outdated.signal }).then(
      (name) =>
        setPlaces((known) =>
          known[kind] === place ? { ...known, [kind]: { position, name } } : known,
        ),
      // Without a name the page shows the position.
      () => undefined,
    );
    return () => outdated.abort();
  }, [kind, place, token, setPlaces]);
}
