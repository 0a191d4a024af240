import { useState } from 'react';
import { useNow } from '../stream/use-now.js';
import { alertsOf, type Alert } from './alerts/alerts.js';
import type { CityState } from './city-state.js';
import { useCityHistory, type KnownHistory } from './history/use-city-history.js';
import type { MapView } from './map/map-layers.js';

export interface CityView {
  known: KnownHistory;
  minutes: number;
  setMinutes: (minutes: number) => void;
  view: MapView;
  setView: (view: MapView) => void;
  alerts: Alert[];
}

const DEFAULT_MINUTES = 180;
const FIRST_VIEW: MapView = { layers: new Set(['waiting']), step: undefined };

/** The history of the city, what the operator looks at, and what is wrong. */
export function useCityView(state: CityState | undefined): CityView {
  const [minutes, setMinutes] = useState(DEFAULT_MINUTES);
  const [view, setView] = useState(FIRST_VIEW);
  const known = useCityHistory(minutes);
  const now = useNow(true);
  const arrivedAt = useArrival(state);
  const alerts = alertsOf({
    state,
    ...known,
    stateAge:
      arrivedAt === undefined ? undefined : Math.max(0, Math.floor((now - arrivedAt) / 1000)),
  });
  return { known, minutes, setMinutes, view, setView, alerts };
}

/** When the latest state arrived, by this browser's clock. */
function useArrival(state: CityState | undefined): number | undefined {
  const [arrival, setArrival] = useState<{ state: CityState; at: number }>();
  if (state && arrival?.state !== state) setArrival({ state, at: Date.now() });
  return arrival?.at;
}
