import { useDebugValue, useMemo } from 'react';
import type {
  AvailabilityRequest,
  AvailabilityState,
  DeclinedOffer,
  DeclinedReposition,
  LocationReading,
  Position,
  RatingRequest,
  Reposition,
  StepOverride,
  Trip,
} from '#contracts';
import { ApiProblem } from '../http/api-problem.js';
import type { DriverState } from '../state/driver-state.js';
import { offerEndOfCode, type OfferEnd } from '../state/offer-end.js';
import type { HookOptions } from './hook-options.js';
import type { StreamStore } from './stream-store.js';
import type { ConnectionView } from './stream-view.js';
import { repositionCommands } from './reposition-commands.js';
import { noTrip } from './use-rider.js';
import { useStreamView, type StreamControls } from './use-stream-view.js';

/** What a driver can do. The promises are those of `RiderCommands`. */
export interface DriverCommands {
  goOnline: (request?: Omit<AvailabilityRequest, 'status'>) => Promise<AvailabilityState>;
  goOffline: () => Promise<AvailabilityState>;
  /** Accepts the offer that is shown. A lost race is no error only in so far as `ending` has it. */
  accept: () => Promise<Trip>;
  decline: (reason: string) => Promise<DeclinedOffer>;
  /** Accepts the suggestion to drive to where riders are expected. */
  acceptReposition: () => Promise<Reposition>;
  /** Stays, or gives up a drive that was accepted. */
  declineReposition: () => Promise<DeclinedReposition>;
  /** @param override why the step is right although the driver is far from the pickup */
  arrive: (position?: Position, override?: StepOverride) => Promise<Trip>;
  start: (pin: string) => Promise<Trip>;
  complete: (position?: Position, override?: StepOverride) => Promise<Trip>;
  noShow: (position?: Position) => Promise<Trip>;
  /** Gives the trip back before it starts: it looks for another driver. */
  cancel: (reason: string) => Promise<Trip>;
  /** Rates the rider of the trip completed last, once. */
  rate: (rating: RatingRequest) => Promise<Trip>;
}

export type DriverCommand = keyof DriverCommands;

/** The driver's state, how current it is, and the driver's commands. */
export interface Driver extends DriverState, ConnectionView, StreamControls, DriverCommands {
  /** The commands under way. */
  pending: Readonly<Partial<Record<DriverCommand, true>>>;
  /** The last refusal of each command, until it is sent again. */
  errors: Readonly<Partial<Record<DriverCommand, ApiProblem>>>;
  clearErrors: () => void;
  /**
   * Reports where the driver is. It is not retried, and its failure is no error, because the next
   * report replaces it. Report every few seconds: a driver who is silent for 15 s gets no offers.
   */
  reportLocation: (reading: LocationReading) => Promise<void>;
  /** The driver has seen how an offer or a trip ended, or does not rate the rider. */
  dismiss: (what: 'ending' | 'rating') => void;
}

/**
 * The signed-in driver: availability, the offer that waits for an answer, the trip under way, and
 * the commands. With `null` it opens no stream, for the time before the driver has signed in.
 *
 * @example
 * ```tsx
 * const { offer, accept, decline, clockOffsetMs } = useDriver({ baseUrl, user, getToken });
 * const seconds = useCountdown(offer?.expiresAt, clockOffsetMs);
 * ```
 */
export function useDriver(options: HookOptions<'driver'> | null): Driver {
  const access = useStreamView(options && { ...options, stream: 'driver' });
  const { view, connection, store, readAgeSeconds, wake, reopen } = access;
  useDebugValue(connection.status);
  const commands = useMemo(() => driverCommands(store), [store]);
  return useMemo(() => {
    const { state, pending, errors } = view;
    const controls = { readAgeSeconds, wake, reopen };
    return { ...(state as DriverState), ...connection, ...controls, ...commands, pending, errors };
  }, [view, connection, commands, readAgeSeconds, wake, reopen]);
}

function driverCommands(store: () => StreamStore) {
  const run = <T>(name: DriverCommand, send: (store: StreamStore) => Promise<T>): Promise<T> => {
    const target = store();
    return target.run(name, () => send(target));
  };
  const onTrip = (
    name: DriverCommand,
    send: (api: StreamStore['api'], tripId: string) => Promise<Trip>,
  ): Promise<Trip> =>
    run(name, async (target) => apply(target, await send(target.api, tripIdOf(target, 'trip'))));
  const setAvailability = (name: DriverCommand, request: AvailabilityRequest) =>
    run(name, async (target) => {
      const answer = await target.api.setAvailability(request);
      target.dispatch({ type: 'availability', status: answer.status });
      return answer;
    });
  return {
    goOnline: (request) => setAvailability('goOnline', { ...request, status: 'online' }),
    goOffline: () => setAvailability('goOffline', { status: 'offline' }),
    accept: () =>
      run('accept', (target) =>
        answerOffer(target, async (id) => apply(target, await target.api.acceptOffer(id))),
      ),
    decline: (reason) =>
      run('decline', (target) =>
        answerOffer(target, async (id) => {
          const answer = await target.api.declineOffer(id, reason);
          endOffer(target, id, 'declined');
          return answer;
        }),
      ),
    ...repositionCommands(run),
    arrive: (...at) => onTrip('arrive', (api, id) => api.arrive(id, ...at)),
    start: (pin) => onTrip('start', (api, id) => api.start(id, pin)),
    complete: (...at) => onTrip('complete', (api, id) => api.complete(id, ...at)),
    noShow: (position) => onTrip('noShow', (api, id) => api.noShow(id, position)),
    cancel: (reason) => onTrip('cancel', (api, id) => api.cancelTrip(id, reason)),
    rate: (rating) =>
      run('rate', async (target) => {
        const answer = await target.api.rateTrip(tripIdOf(target, 'toRate'), rating);
        target.dispatch({ type: 'dismissed', what: 'rating' });
        return answer;
      }),
    reportLocation: (reading) => reportLocation(store(), reading),
    clearErrors: () => store().clearErrors(),
    dismiss: (what) => store().dispatch({ type: 'dismissed', what }),
  } satisfies DriverCommands & Pick<Driver, 'clearErrors' | 'reportLocation' | 'dismiss'>;
}

const reportLocation = ({ api }: StreamStore, reading: LocationReading): Promise<void> =>
  api.reportLocations(reading).catch(() => undefined);

function apply(store: StreamStore, trip: Trip): Trip {
  store.dispatch({ type: 'answer', trip });
  return trip;
}

const endOffer = (store: StreamStore, offerId: string, end: OfferEnd): void =>
  store.dispatch({ type: 'offer-over', offerId, end });

/** Answers the offer that is shown. When the race is lost, the offer's end replaces it. */
async function answerOffer<T>(
  store: StreamStore,
  answer: (offerId: string) => Promise<T>,
): Promise<T> {
  const { offer } = store.view.state as DriverState;
  if (!offer) throw noTrip('There is no offer to answer.');
  try {
    return await answer(offer.id);
  } catch (error) {
    const end = error instanceof ApiProblem ? offerEndOfCode(error.code) : undefined;
    if (end) endOffer(store, offer.id, end);
    throw error;
  }
}

/** @throws {ApiProblem} NO_TRIP, which no server sends, when the driver has no such trip */
function tripIdOf({ view }: StreamStore, which: 'trip' | 'toRate'): string {
  const trip = (view.state as DriverState)[which];
  if (!trip) throw noTrip();
  return trip.id;
}
