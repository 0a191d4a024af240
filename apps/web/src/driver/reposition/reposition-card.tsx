import { ApiProblem } from '#client';
import type { Reposition } from '#contracts';
import type { Dispatch } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatDistance } from '../../format/distance.js';
import { formatWait } from '../../format/time.js';
import { isolate } from '../../language/isolate.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import type { DriveMessage } from '../drive/drive-state.js';
import { useCountdown } from '../offer/countdown.js';

interface RepositionCardProps {
  reposition: Reposition;
  clockOffsetMs: number;
  dispatch: Dispatch<DriveMessage>;
}

/** The suggestion to drive to where riders are expected. It is gone at its expiry. */
export function RepositionCard({ reposition, clockOffsetMs, dispatch }: RepositionCardProps) {
  const intl = useIntl();
  const left = useCountdown(reposition.expiresAt, clockOffsetMs);
  const { isBusy, problem, accept, decline } = useAnswer(reposition.id, dispatch);
  if (left === 0) return null;
  const isAccepted = reposition.status === 'accepted';
  return (
    <section className="reposition" aria-label={intl.formatMessage({ id: 'driver.reposition' })}>
      <p role="status">
        <RepositionSentence reposition={reposition} />
      </p>
      <p className="quiet figures">
        <FormattedMessage
          id="driver.wait-distance"
          values={{
            wait: formatWait(Math.max(60, reposition.travelSeconds), intl),
            distance: formatDistance(reposition.distanceMeters, intl),
          }}
        />
      </p>
      <div className="buttons">
        <button type="button" className="button second" onClick={decline} disabled={isBusy}>
          <FormattedMessage id={isAccepted ? 'driver.reposition-stay' : 'driver.reposition-no'} />
        </button>
        {!isAccepted && (
          <button type="button" className="button main" onClick={accept} disabled={isBusy}>
            <FormattedMessage id="driver.reposition-go" />
          </button>
        )}
      </div>
      <ProblemNote problem={problem} />
    </section>
  );
}

function RepositionSentence({ reposition }: { reposition: Reposition }) {
  const { status, targetName, expectedRiders: riders } = reposition;
  if (targetName === null)
    return <FormattedMessage id="driver.reposition-here" values={{ riders }} />;
  const id = status === 'accepted' ? 'driver.reposition-going' : 'driver.reposition-there';
  return <FormattedMessage id={id} values={{ riders, place: isolate(targetName) }} />;
}

/** The suggestion has ended, or another one has replaced it. */
const ENDED: readonly string[] = ['REPOSITION_ENDED', 'NOT_FOUND'];

function useAnswer(repositionId: string, dispatch: Dispatch<DriveMessage>) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  /** An answer that comes too late is no error: the card goes away. */
  const runOrEnd = (work: () => Promise<void>) =>
    run(async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ApiProblem) || !ENDED.includes(error.code)) throw error;
        dispatch({ type: 'reposition-over', repositionId });
      }
    });
  const accept = () =>
    runOrEnd(async () => {
      const reposition = await guarded(() => api.acceptReposition(repositionId));
      dispatch({ type: 'reposition-answer', reposition });
    });
  const decline = () =>
    runOrEnd(async () => {
      await guarded(() => api.declineReposition(repositionId));
      dispatch({ type: 'reposition-over', repositionId });
    });
  return { isBusy, problem, accept, decline };
}
