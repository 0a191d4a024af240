import { FormattedMessage, useIntl } from 'react-intl';
import { formatSeconds } from '../../format/time.js';
import type { CityState } from '../city-state.js';
import type { Sample } from './sample.js';
import { SparkLine } from './spark-line.js';
import { waitsOf } from './trip-wait.js';
import type { SeenTrips } from '../use-seen-trips.js';

interface WaitPanelProps {
  state: CityState;
  matching: readonly Sample[];
  seen: SeenTrips;
}

/** How long riders wait for a driver, and how many of them wait. */
export function WaitPanel({ state, matching, seen }: WaitPanelProps) {
  const intl = useIntl();
  const now = Date.parse(state.serverTime);
  return (
    <section aria-labelledby="waits-title">
      <h2 id="waits-title">
        <FormattedMessage id="city.waits" />
      </h2>
      <SparkLine
        title={intl.formatMessage({ id: 'city.wait' })}
        note={intl.formatMessage({ id: 'city.wait-note' })}
        samples={waitsOf(seen.values(), now)}
        now={now}
        format={(seconds) => formatSeconds(seconds, intl)}
      />
      <SparkLine
        title={intl.formatMessage({ id: 'city.riders-waiting' })}
        note={intl.formatMessage({ id: 'city.riders-waiting-note' })}
        samples={matching}
        now={now}
        format={(count) => intl.formatNumber(count)}
      />
    </section>
  );
}
