import type { TripStatus } from '#contracts';
import { useIntl } from 'react-intl';
import { stagesOf } from './ride-stages.js';

/** The stages of the ride as a line with stops. */
export function StageBar({ status }: { status: TripStatus }) {
  const intl = useIntl();
  const stages = stagesOf(status);
  if (stages.length === 0) return null;
  return (
    <ol className="stages" aria-label={intl.formatMessage({ id: 'rider.stages' })}>
      {stages.map(({ name, state }) => (
        <li key={name} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          {intl.formatMessage({ id: `rider.stage-${name}` })}
          {state === 'done' && (
            <span className="unseen"> {intl.formatMessage({ id: 'rider.stage-done' })}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
