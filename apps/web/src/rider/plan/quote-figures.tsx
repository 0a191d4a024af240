import type { Quote } from '#contracts';
import { useIntl } from 'react-intl';
import { formatDistance } from '../../format/distance.js';
import { formatMoney } from '../../format/money.js';
import { formatWait } from '../../format/time.js';
import type { Intl } from '../../language/intl.js';

interface QuoteFiguresProps {
  quote: Quote | undefined;
  isAsked: boolean;
  /** The rider has chosen to share the car, where that is offered. */
  isShared: boolean;
}

/** Fare, wait, duration and distance. The layout is the same without a quote, so it does not jump. */
export function QuoteFigures({ quote, isAsked, isShared }: QuoteFiguresProps) {
  const intl = useIntl();
  const name = (id: 'fare' | 'driver-in' | 'duration' | 'distance') =>
    intl.formatMessage({ id: `rider.${id}` });
  return (
    <div className="quote" aria-live="polite">
      <p className="fare figures">
        <span className="quiet">{name('fare')}</span>
        <strong>
          {quote
            ? formatMoney(isShared && quote.shared ? quote.shared.fare : quote.fare, intl)
            : isAsked
              ? '…'
              : '–'}
        </strong>
      </p>
      <dl className="facts figures">
        <Fact name={name('driver-in')} value={quote && pickupIn(quote, intl)} />
        <Fact name={name('duration')} value={quote && formatWait(quote.durationSeconds, intl)} />
        <Fact name={name('distance')} value={quote && formatDistance(quote.distanceMeters, intl)} />
      </dl>
    </div>
  );
}

function pickupIn({ pickupEtaSeconds }: Quote, intl: Intl): string {
  if (pickupEtaSeconds === null) return intl.formatMessage({ id: 'rider.none-near' });
  if (pickupEtaSeconds < 60) return intl.formatMessage({ id: 'rider.under-a-minute' });
  return formatWait(pickupEtaSeconds, intl);
}

function Fact({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div>
      <dt className="quiet">{name}</dt>
      <dd>{value ?? '–'}</dd>
    </div>
  );
}
