import type { StreamClosing, SharedTrip, Trip } from '#contracts';
import type { ConnectState, ConnectStatus } from '../connect/connect-options.js';
import type { MessageKind } from '../connect/stream-message.js';
import type { ApiProblem } from '../http/api-problem.js';
import { initialDriver, reduceDriver, type DriverState } from '../state/driver-state.js';
import { initialRider, reduceRider, type RiderState } from '../state/rider-state.js';
import { initialTrip, reduceTrip, type TripState } from '../state/trip-state.js';
import { initialCity, reduceCity, type CityView } from './city-view.js';
import type { ActiveTransport } from '../stream/transport-selector.js';

/** How current the state of a hook is. */
export interface ConnectionView {
  /** The status of the SDK's connection; `idle` without options. A server renders `connecting`. */
  status: ConnectStatus | 'idle';
  /** Milliseconds to add to `Date.now()` to get the server's time, for countdowns. */
  clockOffsetMs: number;
  transport: ActiveTransport;
  /** The server's reason, if it ended the stream. */
  closing: StreamClosing | null;
  /** The refusal that closed the stream. */
  problem: ApiProblem | null;
}

/** The state that a hook derives from the messages of a kind of stream. */
export type StateOf<K extends MessageKind> = K extends 'rider'
  ? RiderState
  : K extends 'driver'
    ? DriverState
    : K extends 'ops'
      ? CityView
      : TripState<K extends 'shared' ? SharedTrip : Trip>;

/** Commands that are under way, by name. */
export type Pending = Readonly<Partial<Record<string, true>>>;
/** The last refusal of each command, until it is sent again. */
export type Errors = Readonly<Partial<Record<string, ApiProblem>>>;

/** Everything that the components of one stream share. It is replaced as a whole, never changed. */
export interface StoreView {
  state: object;
  connection: ConnectionView;
  pending: Pending;
  errors: Errors;
}

export type Reducer = (state: object, message: object) => object;

/** What a kind of stream begins with, and how its messages change it. */
export interface StreamModel {
  initial: StoreView;
  reduce: Reducer;
}

const model = (state: object, reduce: unknown): StreamModel => ({
  initial: Object.freeze({
    state,
    connection: connectionOf('connecting'),
    pending: Object.freeze({}),
    errors: Object.freeze({}),
  }),
  reduce: reduce as Reducer,
});

/** The reducers are typed where they are defined; here the kind is known at run time only. */
const MODELS = {
  rider: model(initialRider, reduceRider),
  driver: model(initialDriver, reduceDriver),
  trip: model(initialTrip, reduceTrip),
  ops: model(initialCity, reduceCity),
};

export const modelOf = (stream: 'rider' | 'driver' | 'ops' | object): StreamModel =>
  typeof stream === 'string' ? MODELS[stream] : MODELS.trip;

function connectionOf(status: ConnectionView['status']): ConnectionView {
  const none = { closing: null, problem: null };
  return Object.freeze({ status, clockOffsetMs: 0, transport: 'stream' as const, ...none });
}

export const IDLE = connectionOf('idle');

/** The state of the SDK without the age, which changes all the time. */
export const toConnectionView = (state: ConnectState): ConnectionView => ({
  status: state.status,
  clockOffsetMs: state.clockOffsetMs,
  transport: state.transport,
  closing: state.closing ?? null,
  problem: state.problem ?? null,
});
