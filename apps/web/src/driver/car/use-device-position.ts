import type { Position } from '#contracts';
import { useEffect, useState } from 'react';
import type { MessageId } from '../../language/message-id.js';

export interface DevicePosition {
  /** Undefined while the device gives none: an old position would be reported as a present one. */
  position: Position | undefined;
  /** Why the device gives no position. */
  problem: MessageId | undefined;
}

const unknown: DevicePosition = { position: undefined, problem: undefined };
const REFUSED: MessageId = 'driver.location-refused';
const NOT_FOUND: MessageId = 'driver.location-unknown';

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
