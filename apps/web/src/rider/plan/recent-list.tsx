import { useState } from 'react';
import { useIntl } from 'react-intl';
import { isolate } from '../../language/isolate.js';
import { useSignedIn } from '../../session/signed-in.js';
import { placeText, type ChosenPlace } from './place-text.js';
import { recentPlaces } from './recent-places.js';

/** The places of the last rides, each with a button that removes it from this browser. */
export function RecentList({ onTake }: { onTake: (place: ChosenPlace) => void }) {
  const intl = useIntl();
  const { user } = useSignedIn();
  const [places, setPlaces] = useState(() => recentPlaces.read(user.id));
  if (places.length === 0) return null;
  const remove = (place: ChosenPlace) => {
    recentPlaces.remove(user.id, place);
    setPlaces(recentPlaces.read(user.id));
  };
  return (
    <section className="recent" aria-label={intl.formatMessage({ id: 'rider.recent' })}>
      <h2>{intl.formatMessage({ id: 'rider.recent' })}</h2>
      <ul>
        {places.map((place) => (
          <li key={placeText(place)}>
            <button className="button plain" type="button" onClick={() => onTake(place)}>
              <bdi>{placeText(place)}</bdi>
            </button>
            <button
              className="button plain"
              type="button"
              aria-label={intl
                .formatMessage({ id: 'rider.forget-place' }, { name: isolate(placeText(place)) })
                .replaceAll(/[\u2068\u2069]/g, '')}
              onClick={() => remove(place)}
            >
              <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
