import type { Earnings } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';

/** What the driver has earned today. The panel is empty until the answer is there. */
export function EarningsPanel({ earnings }: { earnings: Earnings | undefined }) {
  const intl = useIntl();
  if (!earnings) return null;
  const { trips, tips, total } = earnings;
  return (
    <section className="earnings" aria-labelledby="earnings">
      <div className="row">
        <h2 id="earnings">
          <FormattedMessage id="driver.earnings" />
        </h2>
        <strong className="figures">{formatMoney(total, intl)}</strong>
      </div>
      <p className="quiet figures">
        <FormattedMessage id="driver.earnings-trips" values={{ trips }} />
        {tips.amount > 0 && (
          <span role="status">
            {SEPARATOR}
            <FormattedMessage
              id="driver.earnings-tips"
              values={{ tips: formatMoney(tips, intl) }}
            />
          </span>
        )}
      </p>
    </section>
  );
}

const SEPARATOR = ' · ';
