import { useIntl } from 'react-intl';
import { MapView } from '../../map/map-view.js';
import { useCity } from '../../map/use-city.js';

/** The city of a ride that is not there. A ride that is found brings a map of its own. */
export function EmptyCity() {
  const intl = useIntl();
  return <MapView label={intl.formatMessage({ id: 'rider.map' })} city={useCity()} />;
}
