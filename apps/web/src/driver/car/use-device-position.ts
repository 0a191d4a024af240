import type { Position } from '#contracts';
import { useEffect, useState } from 'react';

export interface DevicePlace {
  position: Position | undefined;
  /** Why the device doesn't tell where it is, as a sentence. */
  trouble: string | undefined;
}

const nowhere: DevicePlace = { position: undefined, trouble: undefined };
const UNTOLD = 'This browser doesn’t tell where you are. Allow it, or let the page drive.';

/** Where the device says it is. Asked for only while it is wanted. */
export function useDevicePosition(isWanted: boolean): DevicePlace {
  const [place, setPlace] = useState(nowhere);
  useEffect(() => {
    if (!isWanted) return undefined;
    const watch = navigator.geolocation.watchPosition(
      ({ coords: { latitude, longitude } }) =>
        setPlace({ position: { lat: latitude, lng: longitude }, trouble: undefined }),
      () => setPlace((known) => ({ ...known, trouble: UNTOLD })),
      { enableHighAccuracy: true },
    );
    return () => {
      navigator.geolocation.clearWatch(watch);
      setPlace(nowhere);
    };
  }, [isWanted]);
  return place;
}
