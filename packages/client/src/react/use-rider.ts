import { useDebugValue, useMemo } from 'react';
import type {
  Quote,
  QuoteRequest,
  RatingRequest,
  Receipt,
  ShareLink,
  Trip,
  TripRequest,
} from '#contracts';
import { ApiProblem } from '../http/api-problem.js';
import { hasEnded, type RiderState } from '../state/rider-state.js';
import type { HookOptions } from './hook-options.js';
import { followMissingTrip } from './missing-trip.js';
import type { StreamStore } from './stream-store.js';
import type { ConnectionView } from './stream-view.js';
import { useStreamView, type StreamControls } from './use-stream-view.js';

/**
 * What a rider can do. Each command resolves with the server's answer and rejects with an
 * `ApiProblem`; the promise need not be awaited, because `pending` and `errors` say the same.
 */
export interface RiderCommands {
  quote: (request: QuoteRequest) => Promise<Quote>;
  requestTrip: (request: TripRequest) => Promise<Trip>;
  /** Cancels the trip under way. */
  cancel: (reason: string) => Promise<Trip>;
  /** Rates the driver of the completed trip, once. */
  rate: (rating: RatingRequest) => Promise<Trip>;
  receipt: () => Promise<Receipt>;
  /** Gives the driver of the completed trip a tip, once, in the minor unit of the currency. */
  tip: (amount: number) => Promise<Receipt>;
  share: () => Promise<ShareLink>;
  unshare: () => Promise<void>;
}

export type RiderCommand = keyof RiderCommands;

/** The rider's state, how current it is, and the rider's commands. */
export interface Rider extends RiderState, ConnectionView, StreamControls, RiderCommands {
  /** The commands under way. */
  pending: Readonly<Partial<Record<RiderCommand, true>>>;
  /** The last refusal of each command, until it is sent again. */
  errors: Readonly<Partial<Record<RiderCommand, ApiProblem>>>;
  clearErrors: () => void;
  /** The rider has seen how the trip ended: `trip` becomes null. */
  dismiss: () => void;
}

/**
 * The signed-in rider: the trip with its PIN, the location of its driver, and the commands. With
 * `null` it opens no stream, for the time before the rider has signed in.
 *
 * @example
 * ```tsx
 * const { trip, requestTrip, cancel, pending, errors } = useRider({ baseUrl, user, getToken });
 * ```
 */
export function useRider(options: HookOptions<'rider'> | null): Rider {
  const access = useStreamView(options && { ...options, stream: 'rider' }, followMissingTrip);
  const { view, connection, store, readAgeSeconds, wake, reopen } = access;
  useDebugValue(connection.status);
  const commands = useMemo(() => riderCommands(store), [store]);
  return useMemo(() => {
    const { state, pending, errors } = view;
    const controls = { readAgeSeconds, wake, reopen };
    return { ...(state as RiderState), ...connection, ...controls, ...commands, pending, errors };
  }, [view, connection, commands, readAgeSeconds, wake, reopen]);
}

function riderCommands(store: () => StreamStore) {
  /** Sends a command, and applies the trip that it answers. */
  const trip = (name: RiderCommand, send: (store: StreamStore) => Promise<Trip>) => {
    const target = store();
    return target.run(name, async () => {
      const answer = await send(target);
      target.dispatch({ type: 'answer', trip: answer });
      return answer;
    });
  };
  const plain = <T>(name: RiderCommand, send: (store: StreamStore) => Promise<T>): Promise<T> => {
    const target = store();
    return target.run(name, () => send(target));
  };
  return {
    quote: (request) => plain('quote', ({ api }) => api.quote(request)),
    requestTrip: (request) => trip('requestTrip', ({ api }) => api.requestTrip(request)),
    cancel: (reason) =>
      trip('cancel', async (target) => target.api.cancelTrip(tripIdOf(target, isOpen), reason)),
    rate: (rating) => trip('rate', async (target) => target.api.rateTrip(tripIdOf(target), rating)),
    receipt: () => plain('receipt', async (target) => target.api.receipt(tripIdOf(target))),
    tip: (amount) => plain('tip', async (target) => target.api.tipTrip(tripIdOf(target), amount)),
    share: () => plain('share', async (target) => target.api.shareTrip(tripIdOf(target))),
    unshare: () => plain('unshare', async (target) => target.api.unshareTrip(tripIdOf(target))),
    clearErrors: () => store().clearErrors(),
    dismiss: () => store().dispatch({ type: 'dismissed' }),
  } satisfies RiderCommands & Pick<Rider, 'clearErrors' | 'dismiss'>;
}

const isOpen = (trip: Trip): boolean => !hasEnded(trip);

/** @throws {ApiProblem} NO_TRIP, which no server sends, when the rider has no such trip */
function tripIdOf({ view }: StreamStore, isFit: (trip: Trip) => boolean = () => true): string {
  const { trip } = view.state as RiderState;
  if (trip && isFit(trip)) return trip.id;
  throw noTrip();
}

/** The refusal of a command without a trip or an offer to which it could apply. */
export const noTrip = (detail = 'There is no such trip.'): ApiProblem =>
  new ApiProblem({ status: 0, code: 'NO_TRIP', detail, retryable: false });
