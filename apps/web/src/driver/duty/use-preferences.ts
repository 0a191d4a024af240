import type { Driving } from '../car/use-car.js';
import { useLocalStorage } from './use-local-storage.js';

export interface Preferences {
  driving: Driving;
  hasSound: boolean;
  hasKeys: boolean;
}

export interface PreferencesChoice {
  value: Preferences;
  change: (changed: Partial<Preferences>) => void;
}

const usual: Preferences = {
  driving: { by: 'page', isFast: false },
  hasSound: true,
  hasKeys: true,
};

/** How the driver wants this page to be, as this browser remembers it. */
export function usePreferences(): PreferencesChoice {
  const [value, keep] = useLocalStorage('preferences', usual, isPreferences);
  return { value, change: (changed) => keep({ ...value, ...changed }) };
}

function isPreferences(found: unknown): found is Preferences {
  if (typeof found !== 'object' || found === null) return false;
  const { driving, hasSound, hasKeys } = found as Partial<Preferences>;
  const isDriving = driving?.by === 'page' || driving?.by === 'device';
  return isDriving && typeof hasSound === 'boolean' && typeof hasKeys === 'boolean';
}
