import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import './city.css';
import { CityPage } from './city-page.js';
import './frames/frame.css';

renderPage({
  title: 'page.title-city',
  page: (
    <SessionGate role="ops" heading="session.heading-city">
      <CityPage />
    </SessionGate>
  ),
});
