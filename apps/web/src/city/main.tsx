import { MapView } from '../map/map-view.js';
import { useCity } from '../map/use-city.js';
import { PageFrame } from '../page/page-frame.js';
import { renderPage } from '../page/render-page.js';
import { SessionGate } from '../session/session-gate.js';
import { StreamPulse } from '../stream/stream-pulse.js';
import { useStream } from '../stream/use-stream.js';

/** To come. For now it shows the roads, and whether its stream lives. */
function CityPage() {
  const health = useStream('ops', {});
  const city = useCity();
  return (
    <PageFrame map={<MapView label="Map of the city" city={city} />}>
      <h1>City</h1>
      <StreamPulse health={health} />
    </PageFrame>
  );
}

renderPage(
  <SessionGate role="ops" title="City">
    <CityPage />
  </SessionGate>,
);
