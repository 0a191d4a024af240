import { FormattedMessage, useIntl } from 'react-intl';
import type { PhoneCounts, PhoneView } from '../phone/phone-view.js';
import { formatLatency } from './latency.js';

const COUNTS = [
  'requests',
  'data',
  'heads',
  'events',
  'behind',
  'lost',
  'doubled',
  'reconnects',
  'locations',
] as const satisfies readonly (keyof PhoneCounts)[];

/** The latencies and the counters of a phone. */
export function PhoneFigures({ phone }: { phone: PhoneView }) {
  const intl = useIntl();
  const { counts, lastLatency, medianLatency } = phone;
  const latency = (value: number | undefined) =>
    value === undefined ? '–' : formatLatency(value, intl);
  return (
    <dl className="counts figures">
      <div data-count="last">
        <dt>
          <FormattedMessage id="race.latency-last" />
        </dt>
        <dd>{latency(lastLatency)}</dd>
      </div>
      <div data-count="median">
        <dt>
          <FormattedMessage id="race.latency-median" />
        </dt>
        <dd>{latency(medianLatency)}</dd>
      </div>
      {COUNTS.map((name) => (
        <div key={name} data-count={name}>
          <dt>
            <FormattedMessage id={`race.count.${name}`} />
          </dt>
          <dd>{intl.formatNumber(counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
