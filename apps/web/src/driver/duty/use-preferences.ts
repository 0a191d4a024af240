import { useState } from 'react';
import type { Driving } from '../car/use-car.js';
import { useLocalStorage } from '../use-local-storage.js';

export interface Preferences {
  driving: Driving;
  hasSound: boolean;
  hasKeys: boolean;
}

export interface PreferencesChoice {
  value: Preferences;
  change: (changed: Partial<Preferences>) => void;
}

/** An address with `?simulate=fast` drives fast until the driver has chosen another speed. */
const findDefaults = (): Preferences => ({
  driving: {
    by: 'page',
    isFast: new URLSearchParams(location.search).get('simulate') === 'fast',
  },
  hasSound: true,
  hasKeys: true,
});

/** The driver's settings for this page, stored in this browser. */
export function usePreferences(): PreferencesChoice {
  const [defaults] = useState(findDefaults);
  const [value, store] = useLocalStorage('preferences', defaults, isPreferences);
  return { value, change: (changed) => store({ ...value, ...changed }) };
}

function isPreferences(stored: unknown): stored is Preferences {
  if (typeof stored !== 'object' || stored === null) return false;
  const { driving, hasSound, hasKeys } = stored as Partial<Preferences>;
  const isDriving = driving?.by === 'page' || driving?.by === 'device';
  return isDriving && typeof hasSound === 'boolean' && typeof hasKeys === 'boolean';
}
