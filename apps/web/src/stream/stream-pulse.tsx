import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { healthSentence } from './health-sentence.js';
import type { StreamHealth } from './stream-health.js';
import { useNow } from './use-now.js';

/**
 * One line that says whether the page is live, or how old its content is. It is no live region:
 * screen readers would announce every second.
 */
export function StreamPulse({ health }: { health: StreamHealth }) {
  const intl = useIntl();
  const now = useNow(health.status === 'stale');
  return (
    <p className="pulse figures" data-status={health.status}>
      {healthSentence({ health, now }, intl)}
    </p>
  );
}

interface PulseOverMapProps {
  health: StreamHealth;
  /** More lines about how current the map is. */
  children?: ReactNode;
}

/** The same line on the map, where it stays visible while the panel scrolls. */
export function PulseOverMap({ health, children }: PulseOverMapProps) {
  const intl = useIntl();
  return (
    <aside className="over-map" aria-label={intl.formatMessage({ id: 'stream.connection' })}>
      <StreamPulse health={health} />
      {children}
    </aside>
  );
}
