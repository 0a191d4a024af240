import { FormattedMessage, useIntl } from 'react-intl';
import type { CityState } from '../city-state.js';
import { funnelOf, type FunnelStage } from './trip-funnel.js';
import { ColumnHeads } from './column-heads.js';

/** The number of trips in each stage, of those under way. */
export function FunnelTable({ state }: { state: CityState }) {
  return (
    <section aria-labelledby="funnel-title">
      <h2 id="funnel-title">
        <FormattedMessage id="city.trips" />
      </h2>
      <table className="funnel figures">
        <caption className="unseen">
          <FormattedMessage id="city.funnel" />
        </caption>
        <thead className="unseen">
          <tr>
            <ColumnHeads columns={['stage', 'share', 'trips']} />
          </tr>
        </thead>
        <tbody>
          {funnelOf(state).map((stage) => (
            <FunnelRow key={stage.name} stage={stage} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FunnelRow({ stage: { name, count, share } }: { stage: FunnelStage }) {
  const intl = useIntl();
  return (
    <tr data-stage={name}>
      <th scope="row">
        <FormattedMessage id={`city.stage.${name}`} />
      </th>
      <td>
        <span className="unseen">{intl.formatNumber(share, { style: 'percent' })}</span>
        <svg className="share" aria-hidden="true">
          <rect width={`${share * 100}%`} height="100%" rx="2" />
        </svg>
      </td>
      <td>{intl.formatNumber(count)}</td>
    </tr>
  );
}
