import { useCallback, useMemo } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import type { CityDriver, CityState } from '../city-state.js';
import type { KnownState } from '../use-city-state.js';
import { usePolled } from '../use-polled.js';

/** As often as `city.state` arrives. */
const POLL_EVERY_MS = 1000;

/** The drivers that the page shows. */
export interface Fleet {
  drivers: CityDriver[];
  /** Number of drivers that are not listed. */
  omitted: number;
  /** When the list arrived, in milliseconds of `performance.now()`. */
  arrivedAt: number;
}

interface KnownFleet {
  /** Undefined until the first frame. */
  fleet: Fleet | undefined;
  /** The latest state, with the drivers of the fleet in the place of its own. */
  state: CityState | undefined;
}

/**
 * The drivers of the latest state. A frame of a large city does not list all of them: then the page
 * asks for the longer list, once a second.
 */
export function useFleet({ state, arrivedAt }: KnownState): KnownFleet {
  const isLarge = state !== undefined && state.driversOmitted > 0;
  const long = useLongFleet(isLarge);
  return useMemo(() => {
    if (!state) return { fleet: undefined, state };
    const short = { drivers: state.drivers, omitted: state.driversOmitted, arrivedAt };
    const fleet = isLarge && long ? long : short;
    return { fleet, state: { ...state, drivers: fleet.drivers, driversOmitted: fleet.omitted } };
  }, [state, arrivedAt, isLarge, long]);
}

function useLongFleet(isLarge: boolean): Fleet | undefined {
  const { api, guarded } = useSignedIn();
  const load = useCallback(async (): Promise<Fleet> => {
    const { drivers, driversOmitted } = await guarded(() => api.cityFleet());
    return { drivers, omitted: driversOmitted, arrivedAt: performance.now() };
  }, [api, guarded]);
  return usePolled(isLarge ? load : undefined, POLL_EVERY_MS).answer;
}
