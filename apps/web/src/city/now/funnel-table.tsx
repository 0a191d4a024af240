import type { CityState } from '../city-state.js';
import { funnelOf, type FunnelStage } from './trip-funnel.js';

/** The number of trips in each stage, of those under way. */
export function FunnelTable({ state }: { state: CityState }) {
  return (
    <section aria-labelledby="funnel-title">
      <h2 id="funnel-title">Trips</h2>
      <table className="funnel figures">
        <caption className="unseen">Trips by stage, and their share of all under way</caption>
        <thead className="unseen">
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Share</th>
            <th scope="col">Trips</th>
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
  return (
    <tr data-stage={name}>
      <th scope="row">{name}</th>
      <td>
        <span className="unseen">{Math.round(share * 100)} %</span>
        <svg className="share" aria-hidden="true">
          <rect width={`${share * 100}%`} height="100%" rx="2" />
        </svg>
      </td>
      <td>{count}</td>
    </tr>
  );
}
