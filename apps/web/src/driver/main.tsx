import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import './driver.css';
import { DriverMap, DriverPage } from './driver-page.js';

renderPage({
  title: 'page.title-driver',
  page: (
    <SessionGate role="driver" heading="session.heading-driver">
      <DriverPage />
    </SessionGate>
  ),
  later: DriverMap.load,
});
