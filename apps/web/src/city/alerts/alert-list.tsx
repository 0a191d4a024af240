import { FormattedMessage, useIntl } from 'react-intl';
import { formatSeconds } from '../../format/time.js';
import { hidden } from '../../language/hidden-words.js';
import type { ActedOn } from '../intervene/acted-on.js';
import { shortId } from '../short-id.js';
import { MOST_ALERTS, type Alert } from './alerts.js';

interface AlertListProps {
  alerts: readonly Alert[];
  onAct: (target: ActedOn) => void;
}

/** What is wrong in the city, each with a remedy. Without an alert, the list says so. */
export function AlertList({ alerts, onAct }: AlertListProps) {
  return (
    <section aria-labelledby="alerts-title">
      <h2 id="alerts-title">
        <FormattedMessage id="city.alerts" values={{ count: alerts.length }} />
      </h2>
      {alerts.length === 0 && (
        <p className="quiet">
          <FormattedMessage id="city.no-alerts" />
        </p>
      )}
      {alerts.length > 0 && (
        <ul className="alerts">
          {alerts.slice(0, MOST_ALERTS).map((alert) => (
            <AlertItem key={keyOf(alert)} alert={alert} onAct={onAct} />
          ))}
        </ul>
      )}
      {alerts.length > MOST_ALERTS && (
        <p className="quiet">
          <FormattedMessage id="city.more-alerts" values={{ count: alerts.length - MOST_ALERTS }} />
        </p>
      )}
    </section>
  );
}

const targetOf = (alert: Alert): ActedOn | undefined => {
  if ('tripId' in alert) return { tripId: alert.tripId };
  return 'driverId' in alert ? { driverId: alert.driverId } : undefined;
};

const idOf = (alert: Alert): string | undefined => {
  if ('tripId' in alert) return alert.tripId;
  return 'driverId' in alert ? alert.driverId : undefined;
};

const keyOf = (alert: Alert): string => `${alert.kind} ${idOf(alert) ?? ''}`;

function AlertItem({ alert, onAct }: { alert: Alert; onAct: AlertListProps['onAct'] }) {
  const intl = useIntl();
  const target = targetOf(alert);
  const id = idOf(alert);
  const age = 'seconds' in alert ? formatSeconds(alert.seconds, intl) : '';
  return (
    <li data-alert={alert.kind} data-about={id}>
      <div>
        <b>
          <FormattedMessage id={`city.alert.${alert.kind}`} values={{ age }} />
        </b>{' '}
        {id !== undefined && <code title={id}>{shortId(id)}</code>}
        <p className="quiet">
          <FormattedMessage id={`city.remedy.${alert.kind}`} />
        </p>
      </div>
      {target && id !== undefined && (
        <button className="button second small" type="button" onClick={() => onAct(target)}>
          <FormattedMessage
            id={'tripId' in target ? 'city.act-on-trip' : 'city.act-on-driver'}
            values={{ id: shortId(id), hidden }}
          />
        </button>
      )}
    </li>
  );
}
