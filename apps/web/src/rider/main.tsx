import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import './rider.css';
import { RiderPage } from './rider-page.js';

renderPage(
  <SessionGate role="rider" title="Get a ride">
    <RiderPage />
  </SessionGate>,
);
