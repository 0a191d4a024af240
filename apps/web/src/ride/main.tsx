import { renderPage } from '../page/render-page.js';
import { DetailMap, RideDetailPage } from '../rider/detail/ride-detail-page.js';
import '../rider/rider.css';
import { SessionGate } from '../session/session-gate.js';

/** `/rides/<id>`: the server sends this page for such addresses only. */
const tripId = location.pathname.split('/')[2] ?? '';

renderPage({
  title: 'rider.title-ride',
  page: (
    <SessionGate role="rider" heading="session.heading-rider">
      <RideDetailPage tripId={tripId} />
    </SessionGate>
  ),
  later: DetailMap.load,
});
