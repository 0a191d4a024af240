import type { Trip } from '#contracts';
import { useIntl } from 'react-intl';
import { Sentence } from '../language/sentence.js';
import { useScrollToTop } from '../page/use-scroll-to-top.js';
import type { Car } from './car/use-car.js';
import { driveSentence } from './drive/drive-sentence.js';
import { stepOf } from './drive/drive-state.js';
import { EndingNote } from './drive/ending-note.js';
import { MissedList } from './drive/missed-list.js';
import type { Drive } from './drive/use-drive.js';
import { useStepFocus } from './drive/use-step-focus.js';
import { EarningsPanel } from './earnings/earnings-panel.js';
import { useEarnings } from './earnings/use-earnings.js';
import { DutyPanel } from './duty/duty-panel.js';
import { PreferencesPanel } from './duty/preferences-panel.js';
import type { PreferencesChoice } from './duty/use-preferences.js';
import { OfferList } from './offer/offer-list.js';
import { OfferCard } from './offer/offer-card.js';
import { PresenceNote } from './presence/presence-note.js';
import type { ReportHealth } from './presence/report-health.js';
import type { Cockpit } from './route/use-cockpit.js';
import { RepositionCard } from './reposition/reposition-card.js';
import { StopList } from './stops/stop-list.js';
import { RateRider } from './trip/rate-rider.js';
import { TripPanel } from './trip/trip-panel.js';

interface DriverPanelProps {
  drive: Drive;
  car: Car;
  cockpit: Cockpit;
  reports: ReportHealth;
  preferences: PreferencesChoice;
}

/** The status in one sentence, then the next action, then the settings that rarely change. */
export function DriverPanel({ drive, car, cockpit, reports, preferences }: DriverPanelProps) {
  const intl = useIntl();
  const { state, health, dispatch } = drive;
  const { ending, missed, offer, offers, trip, latestTip } = state;
  const step = stepOf(state);
  useScrollToTop(step);
  const subject = `${step} ${latestTip?.tripId ?? ''}`;
  const earnings = useEarnings({ subject, isLive: health.status === 'live' });
  const heading = useStepFocus(state.isKnown ? step : undefined);
  const dismissEnding = () => dispatch({ type: 'dismissed', what: 'ending' });
  return (
    <>
      <div className="said">
        <h1 ref={heading} tabIndex={-1} aria-live="polite">
          <span>
            <Sentence>{driveSentence(state, health.status, intl)}</Sentence>
          </span>
        </h1>
      </div>
      <PresenceNote reports={reports} locationProblem={car.locationProblem} />
      <EndingNote ending={ending} onDismiss={dismissEnding} />
      <CurrentTask drive={drive} car={car} cockpit={cockpit} />
      {!trip && <OfferList log={offer ? offers.slice(1) : offers} />}
      {missed.length > 0 && (
        <MissedList missed={missed} onDismiss={() => dispatch({ type: 'missed-dismissed' })} />
      )}
      {!offer && !trip && <EarningsPanel earnings={earnings} />}
      {state.isKnown && !state.offer && <DutyPanel drive={drive} car={car} />}
      <PreferencesPanel preferences={preferences} />
    </>
  );
}

function CurrentTask({ drive, car, cockpit }: Omit<DriverPanelProps, 'preferences' | 'reports'>) {
  const { state, clockOffsetMs, dispatch } = drive;
  const { offer, trip, trips, route, toRate, reposition } = state;
  const onAnswer = (answer: Trip) => dispatch({ type: 'answer', trip: answer });
  if (offer) {
    return (
      <OfferCard
        key={offer.id}
        offer={offer}
        riders={ridersOf(trips)}
        clockOffsetMs={clockOffsetMs}
        dispatch={dispatch}
      />
    );
  }
  if (trip) {
    const here = car.progress?.position;
    return (
      <>
        {route && <StopList route={route} riders={ridersOf(trips)} />}
        <TripPanel key={trip.id} trip={trip} here={here} cockpit={cockpit} onAnswer={onAnswer} />
      </>
    );
  }
  const onDone = () => dispatch({ type: 'dismissed', what: 'rating' });
  return (
    <>
      {toRate && <RateRider key={toRate.id} trip={toRate} onDone={onDone} />}
      {reposition && (
        <RepositionCard
          key={reposition.id}
          reposition={reposition}
          clockOffsetMs={clockOffsetMs}
          dispatch={dispatch}
        />
      )}
    </>
  );
}

const ridersOf = (trips: readonly Trip[]): ReadonlyMap<string, string> =>
  new Map(trips.map(({ id, rider }) => [id, rider.name]));
