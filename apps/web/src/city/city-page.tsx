import { useState } from 'react';
import { MapView } from '../map/map-view.js';
import { useCity } from '../map/use-city.js';
import { PageFrame } from '../page/page-frame.js';
import { StreamPulse } from '../stream/stream-pulse.js';
import { ConnectionPanel } from './connections/connection-panel.js';
import { DemoPanel } from './demo/demo-panel.js';
import { InspectorPanel } from './frames/inspector-panel.js';
import { LiveMap } from './map/live-map.js';
import { NowPanel } from './now/now-panel.js';
import { ReplayMap } from './replay/replay-map.js';
import { ReplayPanel } from './replay/replay-panel.js';
import { Tabs, type Tab } from './tabs.js';
import { useCityState } from './use-city-state.js';
import { useDemoControl } from './demo/use-demo-control.js';
import { useReplay } from './replay/use-replay.js';
import { useSeenTrips } from './use-seen-trips.js';

/** The operators' view of the city: drivers and trips, open streams, raw frames and replays. */
export function CityPage() {
  const { health, state, matching } = useCityState();
  const city = useCity();
  const seen = useSeenTrips(state);
  const replay = useReplay();
  const control = useDemoControl();
  const [shown, setShown] = useState('now');
  const onReplay = (tripId: string) => {
    replay.load(tripId);
    setShown('replay');
  };
  const now = <NowPanel state={state} matching={matching} seen={seen} onReplay={onReplay} />;
  const tabs: Tab[] = [
    { id: 'now', name: 'Now', content: now },
    { id: 'streams', name: 'Streams', content: <ConnectionPanel state={state} /> },
    { id: 'frames', name: 'Frames', content: <InspectorPanel seen={seen} />, isKept: true },
    { id: 'replay', name: 'Replay', content: <ReplayPanel replay={replay} seen={seen} /> },
    ...(control ? [{ id: 'demo', name: 'Demo', content: <DemoPanel control={control} /> }] : []),
  ];
  const past = shown === 'replay' ? replay.step?.trip : undefined;
  const map = (
    <MapView label={past ? 'Map of the replayed trip' : 'Map of the city'} city={city}>
      {past ? <ReplayMap trip={past} /> : <LiveMap state={state} seen={seen} />}
    </MapView>
  );
  return (
    <PageFrame map={map}>
      <div>
        <h1>City</h1>
        <StreamPulse health={health} />
      </div>
      <Tabs tabs={tabs} shown={shown} onShow={setShown} />
    </PageFrame>
  );
}
