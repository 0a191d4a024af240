import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { lazyMap } from '../map/lazy-map.js';
import { PageFrame } from '../page/page-frame.js';
import { StreamPulse } from '../stream/stream-pulse.js';
import { AlertList } from './alerts/alert-list.js';
import { ConnectionPanel } from './connections/connection-panel.js';
import { DemoPanel } from './demo/demo-panel.js';
import { InspectorPanel } from './frames/inspector-panel.js';
import { useFleet } from './fleet/use-fleet.js';
import { HistoryPanel } from './history/history-panel.js';
import type { ActedOn } from './intervene/acted-on.js';
import { Intervention } from './intervene/intervention.js';
import { NowPanel } from './now/now-panel.js';
import { ReplayPanel } from './replay/replay-panel.js';
import { Tabs, type Tab, type TabId } from './tabs.js';
import { useCityView } from './use-city-view.js';
import { useCityState } from './use-city-state.js';
import { useDemoControl } from './demo/use-demo-control.js';
import { useReplay } from './replay/use-replay.js';
import { TimelinePanel } from './timeline/timeline-panel.js';
import { useTimeline } from './timeline/use-timeline.js';
import { useSeenTrips } from './use-seen-trips.js';

export const CityMap = lazyMap(async () => (await import('./map/city-map.js')).CityMap);

/** The operators' view of the city: drivers and trips, open streams, raw frames and replays. */
export function CityPage() {
  const { health, matching, arrivedAt, ...frame } = useCityState();
  const { state, fleet } = useFleet({ ...frame, arrivedAt });
  const seen = useSeenTrips(state);
  const replay = useReplay();
  const timeline = useTimeline();
  const control = useDemoControl();
  const [shown, setShown] = useState<TabId>('now');
  const [target, setTarget] = useState<ActedOn>();
  const cityView = useCityView({ state, arrivedAt });
  const onReplay = (tripId: string) => {
    replay.load(tripId);
    setShown('replay');
  };
  const now = (
    <>
      <AlertList alerts={cityView.alerts} onAct={setTarget} />
      <HistoryPanel {...cityView} onMinutes={cityView.setMinutes} onView={cityView.setView} />
      <NowPanel
        state={state}
        fleet={fleet}
        matching={matching}
        seen={seen}
        onReplay={onReplay}
        onIntervene={(tripId) => setTarget({ tripId })}
      />
    </>
  );
  const tabs: Tab[] = [
    { id: 'now', content: now },
    { id: 'streams', content: <ConnectionPanel state={state} /> },
    { id: 'frames', content: <InspectorPanel seen={seen} />, isKept: true },
    { id: 'replay', content: <ReplayPanel replay={replay} seen={seen} /> },
    { id: 'timeline', content: <TimelinePanel known={timeline} seen={seen} /> },
    ...(control ? [{ id: 'demo' as const, content: <DemoPanel control={control} /> }] : []),
  ];
  const past = shown === 'replay' ? replay.step?.trip : undefined;
  const live = { state, fleet, seen, history: cityView.known.history, view: cityView.view };
  const map = <CityMap past={past} live={live} onPick={setTarget} />;
  return (
    <PageFrame map={map}>
      <CityHead health={health} />
      <Tabs tabs={tabs} shown={shown} onShow={setShown} />
      <Intervention target={target} state={state} onDone={() => setTarget(undefined)} />
    </PageFrame>
  );
}

function CityHead({ health }: Pick<ReturnType<typeof useCityState>, 'health'>) {
  return (
    <div>
      <h1>
        <FormattedMessage id="city.title" />
      </h1>
      <StreamPulse health={health} />
    </div>
  );
}
