import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import { parseWatchHash } from '../watch/watch-address.js';
import { WatchMap, WatchPage } from '../watch/watch-page.js';
import './rider.css';
import { RideMap, RiderPage } from './rider-page.js';

const watched = parseWatchHash(location.hash);

renderPage({
  title: 'page.title-rider',
  page: watched ? (
    <WatchPage {...watched} />
  ) : (
    <SessionGate role="rider" heading="session.heading-rider">
      <RiderPage />
    </SessionGate>
  ),
  later: watched ? WatchMap.load : RideMap.load,
});
