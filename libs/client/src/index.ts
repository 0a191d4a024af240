export { connect } from './connect/connect.js';
export type {
  ConnectOptions,
  ConnectState,
  ConnectStatus,
  CursorStorage,
  StreamHandle,
} from './connect/connect-options.js';
export type {
  EventPlace,
  KindOf,
  MessageKind,
  SnapshotPlace,
  StreamChoice,
  StreamEvent,
  StreamMessage,
  StreamReading,
  StreamSnapshot,
} from './connect/stream-message.js';
export { connectShared, type SharedConnectOptions } from './shared/connect-shared.js';
export { Acknowledger, type AcknowledgerOptions } from './acknowledger.js';
export { ApiProblem } from './api-problem.js';
export { abortableDelay } from './abortable-delay.js';
export { SseParser, type SseEvent, type SseParserOptions } from './sse-parser.js';
export { StreamConnection, openStream } from './stream-connection.js';
export type { Delivery, Opening, StreamOptions, StreamState } from './stream-options.js';
export type { RequesterOptions } from './http-requester.js';
export { TripstreamApi, type PastEvent, type TripQuery } from './tripstream-api.js';
