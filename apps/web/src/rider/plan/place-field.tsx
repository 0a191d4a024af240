import { useId, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { LONGEST_QUERY } from './place-requests.js';
import { PlaceOptions } from './place-options.js';
import { usePlaceCombobox, type PlaceComboboxOptions } from './use-place-combobox.js';
import type { PlaceKind } from './use-plan.js';

interface PlaceFieldProps extends PlaceComboboxOptions {
  kind: PlaceKind;
  /** The next tap on the map sets this position. */
  isNext: boolean;
  /** A further button beside the label. */
  children: ReactNode;
}

/**
 * The pickup or the drop-off: searched by its name, tapped on the map, taken from the map's centre,
 * or typed as a position. It follows the pattern of a combobox with a list (ARIA APG, "Editable
 * combobox with list autocomplete").
 */
export function PlaceField(props: PlaceFieldProps) {
  const intl = useIntl();
  const id = useId();
  const { kind, isNext, onChange, mapCentre, children } = props;
  const combobox = usePlaceCombobox(props, id);
  const takeCentre = () => {
    const position = mapCentre();
    combobox.close();
    if (position) onChange({ position: { lat: position.lat, lng: position.lng } });
  };
  return (
    <div className="place" data-kind={kind} data-next={isNext}>
      <div className="place-head">
        <label htmlFor={id}>{intl.formatMessage({ id: `rider.${kind}` })}</label>
        {children}
      </div>
      <input
        {...combobox.inputProps}
        id={id}
        autoComplete="off"
        spellCheck={false}
        maxLength={LONGEST_QUERY}
        placeholder={intl.formatMessage({ id: isNext ? 'rider.search-or-tap' : 'rider.not-set' })}
      />
      <button className="button second" type="button" onClick={takeCentre}>
        {intl.formatMessage({ id: 'rider.map-centre' })}
        <span className="unseen"> {intl.formatMessage({ id: `rider.as-${kind}` })}</span>
      </button>
      <PlaceOptions id={id} combobox={combobox} />
    </div>
  );
}
