import '../bytes/frame/frame.css';
import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import './city.css';
import { CityMap, CityPage } from './city-page.js';
import './replay/replay.css';

renderPage({
  title: 'page.title-city',
  page: (
    <SessionGate role="ops" heading="session.heading-city">
      <CityPage />
    </SessionGate>
  ),
  later: CityMap.load,
});
