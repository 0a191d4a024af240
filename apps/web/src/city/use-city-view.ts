import { useState } from 'react';
import { alertsOf, type Alert } from './alerts/alerts.js';
import { useCityHistory, type KnownHistory } from './history/use-city-history.js';
import type { KnownState } from './use-city-state.js';
import { useSecondsSince } from './use-seconds-since.js';
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
export function useCityView({ state, arrivedAt }: KnownState): CityView {
  const [minutes, setMinutes] = useState(DEFAULT_MINUTES);
  const [view, setView] = useState(FIRST_VIEW);
  const known = useCityHistory(minutes);
  const seconds = useSecondsSince(arrivedAt);
  const alerts = alertsOf({ state, ...known, stateAge: state && seconds });
  return { known, minutes, setMinutes, view, setView, alerts };
}
