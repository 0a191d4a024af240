import { useIntl } from 'react-intl';
import { MapView } from '../../map/map-view.js';
import { useCity } from '../../map/use-city.js';
import type { ActedOn } from '../intervene/acted-on.js';
import { ReplayMap } from '../replay/replay-map.js';
import type { PastTrip } from '../replay/trip-steps.js';
import { DriverPicker } from './driver-picker.js';
import { LiveMap, type LiveMapProps } from './live-map.js';

interface CityMapProps {
  /** The replayed trip that the map shows instead of the present. */
  past: PastTrip | undefined;
  live: LiveMapProps;
  onPick: (target: ActedOn) => void;
}

/** The city at present, or a past trip. */
export function CityMap({ past, live, onPick }: CityMapProps) {
  const city = useCity();
  const intl = useIntl();
  const label = intl.formatMessage({ id: past ? 'city.map-of-replay' : 'city.map-of-city' });
  return (
    <MapView label={label} city={city}>
      {past ? <ReplayMap trip={past} /> : <LiveMap {...live} />}
      {!past && live.state && <DriverPicker drivers={live.state.drivers} onPick={onPick} />}
    </MapView>
  );
}
