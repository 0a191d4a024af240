import type { Trip } from '#contracts';
import { useScrollToTop } from '../page/use-scroll-to-top.js';
import { driveSentence } from './drive/drive-sentence.js';
import { DutyPanel } from './duty/duty-panel.js';
import { EndingNote } from './trip/ending-note.js';
import { MissedList } from './offer/missed-list.js';
import { OfferCard } from './offer/offer-card.js';
import { PreferencesPanel } from './duty/preferences-panel.js';
import { RateRider } from './trip/rate-rider.js';
import { TripPanel } from './trip/trip-panel.js';
import type { Car } from './car/use-car.js';
import type { Drive } from './drive/use-drive.js';
import type { PreferencesChoice } from './duty/use-preferences.js';

interface DriverPanelProps {
  drive: Drive;
  car: Car;
  preferences: PreferencesChoice;
}

/** How things stand, what is to be done now, and below that what hardly changes. */
export function DriverPanel({ drive, car, preferences }: DriverPanelProps) {
  const { state, health, tell } = drive;
  const { ending, missed, offer, trip } = state;
  useScrollToTop(`${(offer ?? trip)?.id ?? ''} ${trip?.status ?? ''}`);
  return (
    <>
      <div className="said">
        <h1 aria-live="polite">{driveSentence(state, health.status)}</h1>
      </div>
      <EndingNote ending={ending} onDismiss={() => tell({ type: 'dismissed', what: 'ending' })} />
      <Now drive={drive} car={car} />
      {missed.length > 0 && (
        <MissedList missed={missed} onDismiss={() => tell({ type: 'dismissed', what: 'missed' })} />
      )}
      {state.isKnown && !state.offer && <DutyPanel drive={drive} car={car} />}
      <PreferencesPanel preferences={preferences} trouble={car.trouble} />
    </>
  );
}

function Now({ drive, car }: Omit<DriverPanelProps, 'preferences'>) {
  const { state, clockOffsetMs, tell } = drive;
  const { offer, trip, toRate } = state;
  const take = (answer: Trip) => tell({ type: 'answer', trip: answer });
  if (offer) return <OfferCard key={offer.id} {...{ offer, clockOffsetMs, tell }} />;
  if (trip) return <TripPanel trip={trip} here={car.stop?.position} onAnswer={take} />;
  if (!toRate) return null;
  const done = () => tell({ type: 'dismissed', what: 'rating' });
  return <RateRider key={toRate.id} trip={toRate} onDone={done} />;
}
