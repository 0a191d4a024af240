import { ApiProblem } from '#client';
import type { CityMap, Position, Quote, Trip, TripRequest } from '#contracts';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { MessageId } from '../../language/message-id.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { isInCity } from './city-bounds.js';
import { MyLocation } from './my-location.js';
import { PlaceField } from './place-field.js';
import { QuoteFigures } from './quote-figures.js';
import { RecentList } from './recent-list.js';
import { ShareChoice } from './share-choice.js';
import { recentPlaces } from './recent-places.js';
import type { Plan, PlaceKind } from './use-plan.js';
import { useQuote } from './use-quote.js';

interface PlanPanelProps {
  plan: Plan;
  city: CityMap | undefined;
  clockOffsetMs: number;
  mapCentre: () => Position | undefined;
  onRequested: (trip: Trip) => void;
}

/** Pickup, drop-off, price, and the button that requests the ride. */
export function PlanPanel({ plan, city, clockOffsetMs, mapCentre, onRequested }: PlanPanelProps) {
  const intl = useIntl();
  const { places } = plan;
  const outside = firstOutside(plan, city);
  const { quote, problem, renew } = useQuote(outside ? {} : places, clockOffsetMs);
  const [isShared, setShared] = useState(false);
  const request = useRequest({ plan, onRequested, renew });
  const isAsked = Boolean(places.pickup && places.dropoff) && problem === undefined && !outside;
  return (
    <form
      className="plan"
      onSubmit={(event) => {
        event.preventDefault();
        if (quote) request.send(toTripRequest(quote, isShared));
      }}
    >
      <PlaceFields plan={plan} city={city} mapCentre={mapCentre} />
      {outside && (
        <p className="problem" role="alert">
          {intl.formatMessage({ id: `rider.${outside}-outside` })}
        </p>
      )}
      <QuoteFigures quote={quote} isAsked={isAsked} isShared={isShared} />
      {quote && <ShareChoice quote={quote} isShared={isShared} onChange={setShared} />}
      <button className="button main wide" type="submit" disabled={!quote || request.isBusy}>
        {intl.formatMessage({ id: request.isBusy ? 'rider.requesting' : 'rider.request' })}
      </button>
      <ProblemNote problem={request.problem ?? problem} />
      <RecentList onTake={(place) => plan.set(plan.next, place)} />
    </form>
  );
}

/** A place outside the city is refused here, before a quote; the server refuses it as well. */
function firstOutside({ places }: Plan, city: CityMap | undefined): PlaceKind | undefined {
  const kinds: PlaceKind[] = ['pickup', 'dropoff'];
  return kinds.find((kind) => {
    const position = places[kind]?.position;
    return position && city && !isInCity(city, position);
  });
}

type PlaceFieldsProps = Pick<PlanPanelProps, 'plan' | 'city' | 'mapCentre'>;

function PlaceFields({ plan, city, mapCentre }: PlaceFieldsProps) {
  const intl = useIntl();
  const [locationProblem, setLocationProblem] = useState<MessageId>();
  const field = (kind: PlaceKind) => ({
    kind,
    mapCentre,
    place: plan.places[kind],
    isNext: plan.next === kind,
    onChoose: () => plan.choose(kind),
    onChange: (place: Plan['places'][PlaceKind]) => plan.set(kind, place),
  });
  return (
    <div className="places">
      <PlaceField {...field('pickup')}>
        <MyLocation
          isInCity={(position) => !city || isInCity(city, position)}
          onPosition={(position) => plan.set('pickup', { position })}
          onProblem={setLocationProblem}
        />
      </PlaceField>
      {locationProblem && (
        <p className="problem" role="alert">
          {intl.formatMessage({ id: locationProblem })}
        </p>
      )}
      <PlaceField {...field('dropoff')}>
        <button className="button plain" type="button" onClick={plan.swap}>
          {intl.formatMessage({ id: 'rider.swap' })}
        </button>
      </PlaceField>
    </div>
  );
}

/** A server that offers no shared rides may not know the field. */
const toTripRequest = ({ id, shared }: Quote, isShared: boolean): TripRequest =>
  isShared && shared ? { quoteId: id, shared: true } : { quoteId: id };

interface RequestOptions {
  plan: Plan;
  onRequested: (trip: Trip) => void;
  renew: () => void;
}

/** Sends the request once. An expired or used quote is replaced by a new one for the rider to see. */
function useRequest({ plan, onRequested, renew }: RequestOptions) {
  const { user, api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const send = (request: TripRequest) =>
    run(async () => {
      try {
        const trip = await guarded(() => api.requestTrip(request));
        const { pickup, dropoff } = plan.places;
        recentPlaces.add(
          user.id,
          [dropoff, pickup].filter((place) => place !== undefined),
        );
        onRequested(trip);
      } catch (error) {
        if (error instanceof ApiProblem && error.code.startsWith('QUOTE_')) renew();
        throw error;
      }
    });
  return { isBusy, problem, send };
}
