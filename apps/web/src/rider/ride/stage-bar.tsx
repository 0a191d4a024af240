import type { TripStatus } from '#contracts';
import { stagesOf } from './ride-stages.js';

/** How far the ride is, as a line with stops. */
export function StageBar({ status }: { status: TripStatus }) {
  const stages = stagesOf(status);
  if (stages.length === 0) return null;
  return (
    <ol className="stages" aria-label="Stages of the ride">
      {stages.map(({ name, place }) => (
        <li key={name} data-place={place} aria-current={place === 'now' ? 'step' : undefined}>
          {name}
          {place === 'done' && <span className="unseen"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
