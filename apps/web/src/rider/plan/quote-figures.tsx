import type { Quote } from '#contracts';
import { formatDistance } from '../../format/distance.js';
import { formatMoney } from '../../format/money.js';
import { formatWait } from '../../format/time.js';

/** Fare, wait, duration and distance. The layout is the same without a quote, so it does not jump. */
export function QuoteFigures({ quote, isAsked }: { quote: Quote | undefined; isAsked: boolean }) {
  return (
    <div className="quote" aria-live="polite">
      <p className="fare figures">
        <span className="quiet">Fare</span>
        <strong>{quote ? formatMoney(quote.fare) : isAsked ? '…' : '–'}</strong>
      </p>
      <dl className="facts figures">
        <Fact name="Driver in" value={quote && pickupIn(quote)} />
        <Fact name="Ride" value={quote && formatWait(quote.durationSeconds)} />
        <Fact name="Distance" value={quote && formatDistance(quote.distanceMeters)} />
      </dl>
    </div>
  );
}

const pickupIn = ({ pickupEtaSeconds }: Quote): string =>
  pickupEtaSeconds === null
    ? 'none near'
    : formatWait(pickupEtaSeconds).replace(/^less.*/, '< 1 min');

function Fact({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div>
      <dt className="quiet">{name}</dt>
      <dd>{value ?? '–'}</dd>
    </div>
  );
}
