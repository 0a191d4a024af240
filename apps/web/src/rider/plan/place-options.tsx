import { useIntl } from 'react-intl';
import type { Intl } from '../../language/intl.js';
import { placeText } from './place-text.js';
import { optionId, type PlaceCombobox } from './use-place-combobox.js';
import type { PlaceSearch } from './use-place-search.js';

/** The list below a place field, and the line that says what was found. */
export function PlaceOptions({ id, combobox }: { id: string; combobox: PlaceCombobox }) {
  const intl = useIntl();
  const { search, isOpen, active, take } = combobox;
  const hasList = isOpen && search.places.length > 0;
  return (
    <>
      <div className="options" hidden={!hasList}>
        <ul
          id={`${id}-list`}
          role="listbox"
          aria-label={intl.formatMessage({ id: 'rider.suggestions' })}
        >
          {search.places.map((place, index) => (
            <li
              key={`${index} ${placeText(place)}`}
              id={optionId(id, index)}
              role="option"
              aria-selected={index === active}
              // The pointer must not take the focus from the field, which would close the list first.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(place)}
            >
              <bdi>{placeText(place)}</bdi>
            </li>
          ))}
        </ul>
        {search.attribution && (
          <p className="options-credit">
            <bdi>{search.attribution}</bdi>
          </p>
        )}
      </div>
      <p className={isOpen && !hasList ? 'quiet hint' : 'unseen'} id={`${id}-state`} role="status">
        {isOpen ? searchSentence(search, intl) : ''}
      </p>
    </>
  );
}

function searchSentence({ state, places }: PlaceSearch, intl: Intl): string {
  if (state === 'searching') return intl.formatMessage({ id: 'rider.searching' });
  if (state === 'failed') return intl.formatMessage({ id: 'rider.search-failed' });
  return intl.formatMessage({ id: 'rider.search-found' }, { count: places.length });
}
