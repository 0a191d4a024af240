import type { Quote } from '#contracts';
import { useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';

interface ShareChoiceProps {
  quote: Quote;
  isShared: boolean;
  onChange: (isShared: boolean) => void;
}

/** The choice between a ride alone and a cheaper one that others may share; only where it is offered. */
export function ShareChoice({ quote, isShared, onChange }: ShareChoiceProps) {
  const intl = useIntl();
  const { fare, shared } = quote;
  if (!shared) return null;
  const minutes = Math.ceil(shared.maxDetourSeconds / 60);
  const choices = [
    { id: 'rider.share-alone', value: false, price: fare },
    { id: 'rider.share-car', value: true, price: shared.fare },
  ] as const;
  return (
    <fieldset className="share-choice">
      <legend className="quiet">{intl.formatMessage({ id: 'rider.share-choice' })}</legend>
      {choices.map(({ id, value, price }) => (
        <label key={id} className="row">
          <input
            type="radio"
            name="shared"
            checked={isShared === value}
            onChange={() => onChange(value)}
          />
          <span>{intl.formatMessage({ id })}</span>
          <strong className="figures">{formatMoney(price, intl)}</strong>
        </label>
      ))}
      {isShared && (
        <p className="quiet">{intl.formatMessage({ id: 'rider.share-terms' }, { minutes })}</p>
      )}
    </fieldset>
  );
}
