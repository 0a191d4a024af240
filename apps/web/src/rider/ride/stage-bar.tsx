import type { TripStatus } from '#contracts';
import { stagesOf } from './ride-stages.js';

/** The stages of the ride as a line with stops. */
export function StageBar({ status }: { status: TripStatus }) {
  const stages = stagesOf(status);
  if (stages.length === 0) return null;
  return (
    <ol className="stages" aria-label="Stages of the ride">
      {stages.map(({ name, state }) => (
        <li key={name} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          {name}
          {state === 'done' && <span className="unseen"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
