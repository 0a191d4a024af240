import type { Position } from '#contracts';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { MessageId } from '../../language/message-id.js';

const TIMEOUT_MS = 10_000;
/** A position of the last half minute is good enough to be picked up at. */
const MAX_AGE_MS = 30_000;

interface MyLocationProps {
  isInCity: (position: Position) => boolean;
  onPosition: (position: Position) => void;
  /** Says why there is no position, or that the earlier reason is gone. */
  onProblem: (problem: MessageId | undefined) => void;
}

/** The button that takes the position of this device as the pickup. */
export function MyLocation({ isInCity, onPosition, onProblem }: MyLocationProps) {
  const intl = useIntl();
  const [isBusy, setBusy] = useState(false);
  const locate = () => {
    onProblem(undefined);
    if (!('geolocation' in navigator)) {
      onProblem('rider.location-unavailable');
      return;
    }
    setBusy(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude: lat, longitude: lng } }) => {
        setBusy(false);
        if (isInCity({ lat, lng })) onPosition({ lat, lng });
        else onProblem('rider.location-outside');
      },
      ({ code, PERMISSION_DENIED }) => {
        setBusy(false);
        onProblem(
          code === PERMISSION_DENIED ? 'rider.location-refused' : 'rider.location-unavailable',
        );
      },
      { timeout: TIMEOUT_MS, maximumAge: MAX_AGE_MS, enableHighAccuracy: true },
    );
  };
  return (
    <button className="button plain" type="button" disabled={isBusy} onClick={locate}>
      {intl.formatMessage({ id: isBusy ? 'rider.locating' : 'rider.my-location' })}
    </button>
  );
}
