import { ApiProblem, offerEndOfCode } from '#client';
import type { Offer } from '#contracts';
import type { Dispatch } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import { formatSeconds, formatWait } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import type { DriveMessage } from '../drive/drive-state.js';
import { KeyedButton } from '../keys/keyed-button.js';
import { AddedTime, StopList } from '../stops/stop-list.js';
import { useCountdown } from './countdown.js';
import { OfferFacts } from './offer-facts.js';

interface OfferCardProps {
  offer: Offer;
  /** The names of the riders the driver has, by trip. */
  riders: ReadonlyMap<string, string>;
  clockOffsetMs: number;
  dispatch: Dispatch<DriveMessage>;
}

/** An offer that the driver accepts or declines before it expires. */
export function OfferCard({ offer, riders, clockOffsetMs, dispatch }: OfferCardProps) {
  const intl = useIntl();
  const left = useCountdown(offer.expiresAt, clockOffsetMs);
  const { isBusy, problem, accept, decline } = useAnswer(offer, dispatch);
  const isOver = left === 0;
  const fare = formatMoney(offer.fare, intl);
  return (
    <section className="offer" aria-label={intl.formatMessage({ id: 'driver.offer' })}>
      <p className="unseen" role="alert">
        <FormattedMessage
          id="driver.new-offer-wait"
          values={{ fare, wait: formatWait(offer.pickupEtaSeconds, intl) }}
        />
      </p>
      <div className="row">
        <strong className="fare figures">{fare}</strong>
        <span className="left figures" role="timer" data-urgent={left <= 5}>
          {formatSeconds(left, intl)}
        </span>
      </div>
      <CountdownBar offer={offer} left={left} />
      <OfferFacts offer={offer} />
      <OfferedStops offer={offer} riders={riders} />
      <div className="buttons">
        <KeyedButton
          command="decline"
          className="button second"
          onClick={decline}
          disabled={isBusy || isOver}
        >
          <FormattedMessage id="driver.decline" />
        </KeyedButton>
        <KeyedButton
          command="accept"
          className="button main"
          onClick={accept}
          disabled={isBusy || isOver}
        >
          <FormattedMessage id="driver.accept" />
        </KeyedButton>
      </div>
      <ProblemNote problem={problem} />
    </section>
  );
}

/** How a shared trip joins the stops that the driver has. */
function OfferedStops({ offer, riders }: Pick<OfferCardProps, 'offer' | 'riders'>) {
  const { route, tripId, rider } = offer;
  if (!route) return null;
  const names = new Map(riders).set(tripId, rider.name);
  return (
    <>
      <AddedTime seconds={route.addedSeconds} />
      <StopList route={route} riders={names} offeredTripId={tripId} />
    </>
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
