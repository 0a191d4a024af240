import { healthSentence } from './health-sentence.js';
import type { StreamHealth } from './stream-health.js';
import { useNow } from './use-now.js';

/** One line: live, or how old what is shown is. Ears hear the change, not every second. */
export function StreamPulse({ health }: { health: StreamHealth }) {
  const now = useNow(health.status === 'stale');
  return (
    <p className="pulse figures" data-status={health.status}>
      {healthSentence(health, now)}
    </p>
  );
}
