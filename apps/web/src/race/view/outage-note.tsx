import { FormattedMessage } from 'react-intl';
import type { PhoneView } from '../phone/phone-view.js';

/** What the last cut has cost: before the phone is back, and afterwards. */
export function OutageNote({ phone }: { phone: PhoneView }) {
  return (
    <p className="outage figures" data-lost={phone.outage?.isRecovered === false}>
      <OutageSentence phone={phone} />
    </p>
  );
}

function OutageSentence({ phone: { outage, counts } }: { phone: PhoneView }) {
  if (!outage) return null;
  const { missed, isRecovered } = outage;
  if (missed === undefined) {
    return <FormattedMessage id="race.outage-now" values={{ missed: counts.behind }} />;
  }
  const id = isRecovered ? 'race.outage-recovered' : 'race.outage-lost';
  return <FormattedMessage id={id} values={{ missed }} />;
}
