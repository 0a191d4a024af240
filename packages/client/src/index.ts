export type { DriverLocation, TripSearch } from '#contracts';
export { connect } from './connect/connect.js';
export type {
  ConnectOptions,
  ConnectState,
  ConnectStatus,
  CursorStorage,
  StreamHandle,
} from './connect/connect-options.js';
export type {
  EventMetadata,
  KindOf,
  MessageKind,
  SnapshotMetadata,
  StreamChoice,
  StreamEvent,
  StreamMessage,
  StreamEphemeral,
  StreamSnapshot,
} from './connect/stream-message.js';
export { connectShared, type SharedConnectOptions } from './shared/connect-shared.js';
export { Acknowledger, type AcknowledgerOptions } from './stream/acknowledger.js';
export { ApiProblem } from './http/api-problem.js';
export { abortableDelay } from './http/abortable-delay.js';
export { SseParser, type SseEvent, type SseParserOptions } from './parser/sse-parser.js';
export { StreamConnection, openStream } from './stream/stream-connection.js';
export type {
  EventDelivery,
  Opening,
  StreamOptions,
  StreamState,
} from './stream/stream-options.js';
export type { RequesterOptions } from './http/http-requester.js';
export {
  TripstreamApi,
  type ConnectionsQuery,
  type PastEvent,
  type PlaceSearchQuery,
  type TripQuery,
} from './tripstream-api.js';
export { offerEndOf, offerEndOfCode, type OfferEnd } from './state/offer-end.js';
export {
  initialDriver,
  reduceDriver,
  type DriverEnding,
  type DriverMessage,
  type DriverState,
} from './state/driver-state.js';
export {
  hasEnded,
  initialRider,
  reduceRider,
  type RiderMessage,
  type RiderState,
  type SnapshotMessage,
} from './state/rider-state.js';
export { initialTrip, reduceTrip, type TripMessage, type TripState } from './state/trip-state.js';
