import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import { parseWatchHash } from '../watch/watch-address.js';
import { WatchPage } from '../watch/watch-page.js';
import './rider.css';
import { RiderPage } from './rider-page.js';

const watched = parseWatchHash(location.hash);

renderPage(
  watched ? (
    <WatchPage {...watched} />
  ) : (
    <SessionGate role="rider" title="Get a ride">
      <RiderPage />
    </SessionGate>
  ),
);
