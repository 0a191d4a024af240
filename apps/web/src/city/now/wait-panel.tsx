import { formatSeconds } from '../../format/time.js';
import type { CityState } from '../city-state.js';
import type { Sample } from './sample.js';
import { SparkLine } from './spark-line.js';
import { waitsOf } from './trip-wait.js';
import type { SeenTrips } from '../use-seen-trips.js';

interface WaitPanelProps {
  state: CityState;
  matching: readonly Sample[];
  seen: SeenTrips;
}

/** How long riders wait for a driver, and how many of them wait. */
export function WaitPanel({ state, matching, seen }: WaitPanelProps) {
  const now = Date.parse(state.serverTime);
  return (
    <section aria-labelledby="waits-title">
      <h2 id="waits-title">Waiting for a driver, last 10 minutes</h2>
      <SparkLine
        title="From request to driver"
        note="Median of the trips this page has looked up, two a second at most."
        samples={waitsOf(seen.values(), now)}
        now={now}
        format={formatSeconds}
      />
      <SparkLine
        title="Riders waiting"
        note="Trips in matching, kept since this page was opened."
        samples={matching}
        now={now}
        format={String}
      />
    </section>
  );
}
