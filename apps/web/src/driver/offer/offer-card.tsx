import { ApiProblem, offerEndOfCode } from '#client';
import type { Offer } from '#contracts';
import type { Dispatch } from 'react';
import { formatDistance } from '../../format/distance.js';
import { formatMoney } from '../../format/money.js';
import { formatSeconds, formatWait } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import type { DriveMessage } from '../drive/drive-state.js';
import { KeyedButton } from '../keys/keyed-button.js';
import { useCountdown } from './countdown.js';
import { RiderName } from '../trip/rider-name.js';

interface OfferCardProps {
  offer: Offer;
  clockOffsetMs: number;
  dispatch: Dispatch<DriveMessage>;
}

/** An offer that the driver accepts or declines before it expires. */
export function OfferCard({ offer, clockOffsetMs, dispatch }: OfferCardProps) {
  const left = useCountdown(offer.expiresAt, clockOffsetMs);
  const { isBusy, problem, accept, decline } = useAnswer(offer, dispatch);
  const isOver = left === 0;
  return (
    <section className="offer" aria-label="Offer">
      <p className="unseen" role="alert">
        New offer: {formatMoney(offer.fare)}, pickup in {formatWait(offer.pickupEtaSeconds)}.
      </p>
      <div className="row">
        <strong className="fare figures">{formatMoney(offer.fare)}</strong>
        <span className="left figures" role="timer" data-urgent={left <= 5}>
          {formatSeconds(left)}
        </span>
      </div>
      <CountdownBar offer={offer} left={left} />
      <OfferFacts offer={offer} />
      <div className="buttons">
        <KeyedButton
          command="decline"
          className="button second"
          onClick={decline}
          disabled={isBusy || isOver}
        >
          Decline
        </KeyedButton>
        <KeyedButton
          command="accept"
          className="button main"
          onClick={accept}
          disabled={isBusy || isOver}
        >
          Accept
        </KeyedButton>
      </div>
      <ProblemNote problem={problem} />
    </section>
  );
}

/**
 * The share of the offer's time that is left, as a line. It is hidden from screen readers, because
 * the timer says the same as a number.
 */
function CountdownBar({ offer, left }: { offer: Offer; left: number }) {
  const total = (Date.parse(offer.expiresAt) - Date.parse(offer.createdAt)) / 1000;
  // A CSS transition moves the line within a second, so its target is one second ahead.
  const share = total > 0 ? Math.max(0, left - 1) / total : 0;
  return (
    <div className="countdown" aria-hidden="true">
      <div style={{ transform: `scaleX(${Math.min(1, share)})` }} data-urgent={left <= 5} />
    </div>
  );
}

function OfferFacts({ offer }: { offer: Offer }) {
  return (
    <>
      <RiderName rider={offer.rider} />
      <dl className="facts figures">
        <div>
          <dt className="quiet">To pickup</dt>
          <dd>
            {formatWait(Math.max(60, offer.pickupEtaSeconds))},{' '}
            {formatDistance(offer.pickupDistanceMeters)}
          </dd>
        </div>
        <div>
          <dt className="quiet">Ride</dt>
          <dd>{formatDistance(offer.tripDistanceMeters)}</dd>
        </div>
      </dl>
    </>
  );
}

const DECLINED = 'Not this one';

function useAnswer({ id }: Offer, dispatch: Dispatch<DriveMessage>) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  /** A lost race is not an error: the offer's card is replaced by the way in which it ended. */
  const runOrEnd = (work: () => Promise<void>) =>
    run(async () => {
      try {
        await work();
      } catch (error) {
        const end = error instanceof ApiProblem ? offerEndOfCode(error.code) : undefined;
        if (!end) throw error;
        dispatch({ type: 'offer-over', offerId: id, end });
      }
    });
  const accept = () =>
    runOrEnd(async () =>
      dispatch({ type: 'answer', trip: await guarded(() => api.acceptOffer(id)) }),
    );
  const decline = () =>
    runOrEnd(async () => {
      await guarded(() => api.declineOffer(id, DECLINED));
      dispatch({ type: 'offer-over', offerId: id, end: 'declined' });
    });
  return { isBusy, problem, accept, decline };
}
