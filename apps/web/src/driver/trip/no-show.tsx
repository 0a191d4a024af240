import { ApiProblem } from '#client';
import type { Position, Trip } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatClock } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';

interface NoShowProps {
  trip: Trip;
  here: Position | undefined;
  onAnswer: (trip: Trip) => void;
}

/** Reports a rider who doesn't come. The server decides how long the driver has to wait before. */
export function NoShow({ trip, here, onAnswer }: NoShowProps) {
  const { api, guarded } = useSignedIn();
  const intl = useIntl();
  const { isBusy, problem, run } = useCommand();
  const leave = () => run(async () => onAnswer(await guarded(() => api.noShow(trip.id, here))));
  const until = waitUntil(problem);
  return (
    <>
      <button className="button second wide" type="button" disabled={isBusy} onClick={leave}>
        <FormattedMessage id="driver.rider-absent" />
      </button>
      {until === undefined ? (
        <ProblemNote problem={problem} />
      ) : (
        <p className="problem figures" role="alert">
          <FormattedMessage id="driver.too-early" values={{ time: formatClock(until, intl) }} />
        </p>
      )}
    </>
  );
}

/** The time until which the driver must wait; undefined for a problem of another kind. */
function waitUntil(problem: unknown): string | undefined {
  if (!(problem instanceof ApiProblem) || problem.code !== 'NO_SHOW_TOO_EARLY') return undefined;
  const until = problem.problem?.['waitUntil'];
  return typeof until === 'string' ? until : undefined;
}
