import { FormattedMessage } from 'react-intl';
import type { DemoCity } from './demo-control.js';

const MESSAGES = {
  healthy: 'city.demo-phase-healthy',
  rush: 'city.demo-phase-rush',
  recovery: 'city.demo-phase-recovery',
  last_rides: 'city.demo-phase-last-rides',
} as const;

/** What the simulated city is going through. A city without phases has no such line. */
export function DemoPhase({ phase }: { phase: DemoCity['phase'] }) {
  if (!phase) return null;
  const { name, secondsLeft } = phase;
  return (
    <div data-phase={name}>
      <p role="status">
        <strong>
          <FormattedMessage id={MESSAGES[name]} />
        </strong>
      </p>
      {secondsLeft !== null && (
        <p className="quiet figures">
          <FormattedMessage id="city.demo-phase-next" values={{ seconds: secondsLeft }} />
        </p>
      )}
    </div>
  );
}
