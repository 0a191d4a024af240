import { useEffect, useState } from 'react';
import { readJson, type MiniRoads } from '../landing/city-data.js';
import { planAddress } from '../rider/plan/planned-address.js';
import { planSampleRide } from './sample-ride.js';

const RIDER = '/rider?as=Ada';

/** The address of the rider's frame, with a ride planned. Undefined until the roads have come. */
export function useRiderAddress(): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    readJson<MiniRoads>('/pages/roads.json', signal).then(
      (roads) => {
        const ride = planSampleRide(roads);
        setAddress(ride ? planAddress(RIDER, ride) : RIDER);
      },
      // Without the roads the visitor chooses both places.
      () => {
        if (!signal.aborted) setAddress(RIDER);
      },
    );
    return () => ending.abort();
  }, []);
  return address;
}
