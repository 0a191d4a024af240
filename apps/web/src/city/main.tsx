import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import './city.css';
import { CityPage } from './city-page.js';
import './frames/frame.css';

renderPage(
  <SessionGate role="ops" title="City">
    <CityPage />
  </SessionGate>,
);
