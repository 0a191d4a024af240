import { ApiProblem } from '#client';
import type { Offer } from '#contracts';
import type { Dispatch } from 'react';
import { formatDistance } from '../../format/distance.js';
import { formatMoney } from '../../format/money.js';
import { formatSeconds, formatWait } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { CountdownBar } from './countdown-bar.js';
import type { DriveMessage } from '../drive/drive-state.js';
import { KeyedButton } from '../keys/keyed-button.js';
import { offerEndOfCode } from './offer-end.js';
import { RiderName } from '../trip/rider-name.js';
import { useCountdown } from './use-countdown.js';

interface OfferCardProps {
  offer: Offer;
  clockOffsetMs: number;
  tell: Dispatch<DriveMessage>;
}

/** A ride to take or to leave, while the time lasts. */
export function OfferCard({ offer, clockOffsetMs, tell }: OfferCardProps) {
  const left = useCountdown(offer.expiresAt, clockOffsetMs);
  const { isBusy, problem, accept, decline } = useAnswer(offer, tell);
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
          {...{ command: 'decline', className: 'button second', onClick: decline }}
          disabled={isBusy || isOver}
        >
          Decline
        </KeyedButton>
        <KeyedButton
          {...{ command: 'accept', className: 'button main', onClick: accept }}
          disabled={isBusy || isOver}
        >
          Accept
        </KeyedButton>
      </div>
      <ProblemNote problem={problem} />
    </section>
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

function useAnswer({ id }: Offer, tell: Dispatch<DriveMessage>) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  /** A race that was lost is no mistake: it says how the offer ended. */
  const orEnd = (work: () => Promise<void>) =>
    run(async () => {
      try {
        await work();
      } catch (error) {
        const end = error instanceof ApiProblem ? offerEndOfCode(error.code) : undefined;
        if (!end) throw error;
        tell({ type: 'offer-over', offerId: id, end });
      }
    });
  const accept = () =>
    orEnd(async () => tell({ type: 'answer', trip: await guarded(() => api.acceptOffer(id)) }));
  const decline = () =>
    orEnd(async () => {
      await guarded(() => api.declineOffer(id, DECLINED));
      tell({ type: 'offer-over', offerId: id, end: 'declined' });
    });
  return { isBusy, problem, accept, decline };
}
