import type { Position } from '#contracts';
import { useEffect, useState } from 'react';

export interface DevicePosition {
  /** Undefined while the device gives none: an old position would be reported as a present one. */
  position: Position | undefined;
  /** Why the device gives no position, as a sentence. */
  problem: string | undefined;
}

const unknown: DevicePosition = { position: undefined, problem: undefined };
const REFUSED = 'This browser doesn’t tell where you are. Allow it, or let the page drive.';
const NOT_FOUND = 'This device can’t find where it is. Go where it sees the sky.';

/** The position of the device. The browser asks the user for consent only while it is wanted. */
export function useDevicePosition(isWanted: boolean): DevicePosition {
  const [device, setDevice] = useState(unknown);
  useEffect(() => {
    if (!isWanted) return undefined;
    const watch = navigator.geolocation.watchPosition(
      ({ coords: { latitude, longitude } }) =>
        setDevice({ position: { lat: latitude, lng: longitude }, problem: undefined }),
      ({ code, PERMISSION_DENIED }) =>
        setDevice({ ...unknown, problem: code === PERMISSION_DENIED ? REFUSED : NOT_FOUND }),
      { enableHighAccuracy: true },
    );
    return () => {
      navigator.geolocation.clearWatch(watch);
      setDevice(unknown);
    };
  }, [isWanted]);
  return device;
}
