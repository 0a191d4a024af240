import { useEffect, useState, useSyncExternalStore } from 'react';
import { Race, type RaceView } from './race.js';

const STREAM = /\/v1\/riders\/me\/stream\?/;

/** The race of this page, which ends with it. */
export function useRace(): { race: Race; view: RaceView } {
  const [race] = useState(() => new Race());
  const view = useSyncExternalStore(race.subscribe, race.view);
  useEffect(() => () => race.stop(), [race]);
  useEffect(() => watchProtocol((protocol) => race.seeProtocol(protocol)), [race]);
  return { race, view };
}

/**
 * Watches the polls for the protocol that the browser has used for them. An event stream uses the
 * same, and the browser reports a request only when it has ended.
 *
 * @returns ends the watch
 */
function watchProtocol(onProtocol: (protocol: string) => void): () => void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!STREAM.test(entry.name)) continue;
      onProtocol((entry as PerformanceResourceTiming).nextHopProtocol);
    }
  });
  observer.observe({ type: 'resource' });
  return () => observer.disconnect();
}
