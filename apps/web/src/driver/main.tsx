import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import './driver.css';
import { DriverPage } from './driver-page.js';

renderPage(
  <SessionGate role="driver" title="Drive">
    <DriverPage />
  </SessionGate>,
);
