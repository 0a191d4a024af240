import type { StreamHealth } from './stream-health.js';
import { StreamPulse } from './stream-pulse.js';

/** How fresh the page is, where it stays in view: beside the map, in the page's grid. */
export function PulseOverMap({ health }: { health: StreamHealth }) {
  return (
    <aside className="over-map" aria-label="Connection">
      <StreamPulse health={health} />
    </aside>
  );
}
