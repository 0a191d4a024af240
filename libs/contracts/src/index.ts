export { emptyRequestSchema, text, timestamp, uuid } from './text.js';
export { positionSchema, type Position } from './position.js';
export { moneySchema, type Money } from './money.js';
export { roleSchema, type Role } from './role.js';
export {
  sessionRequestSchema,
  sessionSchema,
  type Session,
  type SessionRequest,
} from './session.js';
export {
  availabilityRequestSchema,
  availabilityStateSchema,
  locationRequestSchema,
  type Availability,
  type AvailabilityRequest,
  type AvailabilityState,
  type LocationReading,
  type Vehicle,
} from './driver.js';
export { quoteRequestSchema, quoteSchema, type Quote, type QuoteRequest } from './quote.js';
export {
  ratingRequestSchema,
  reasonRequestSchema,
  activeStatuses,
  startRequestSchema,
  statusesWithDriver,
  terminalStatuses,
  tripListQuerySchema,
  tripPageSchema,
  tripRequestSchema,
  tripSchema,
  tripStatusSchema,
  type Cancellation,
  type CancelledBy,
  type RatingRequest,
  type Trip,
  type TripDriver,
  type TripListQuery,
  type TripPage,
  type TripRequest,
  type TripRider,
  type TripStatus,
} from './trip.js';
export {
  readableTripSchema,
  shareLinkSchema,
  sharedEventDataSchema,
  sharedTripSchema,
  type SharedEventData,
  type SharedTrip,
  type ShareLink,
} from './share.js';
export { receiptSchema, type Receipt } from './receipt.js';
export {
  declinedOfferSchema,
  offerSchema,
  type DeclinedOffer,
  type Offer,
  type OfferStatus,
} from './offer.js';
export {
  eventMap,
  eventTypes,
  terminalEventTypes,
  type EventData,
  type EventType,
} from './event-map.js';
export { cloudEventSchema, type AnyCloudEvent, type CloudEvent } from './cloud-event.js';
export { ephemeralStreams, eventStreams } from './event-streams.js';
export { snapshotMap, type Snapshot } from './stream-snapshot.js';
export { OPS_STREAM, streamId, type StreamId, type StreamKind } from './stream-id.js';
export {
  cityStateSchema,
  driverLocationSchema,
  ephemeralMap,
  type EphemeralData,
  type EphemeralType,
} from './ephemeral.js';
export { formatCursor, parseCursor, type Cursor } from './cursor.js';
export {
  streamClosingSchema,
  streamOpenedSchema,
  type ClosingReason,
  type ResetReason,
  type StreamClosing,
  type StreamOpened,
} from './stream-frame.js';
export {
  streamConnectionSchema,
  streamConnectionsSchema,
  type StreamConnectionView,
  type StreamConnectionsView,
} from './stream-connection.js';
export { streamAckSchema, type StreamAck } from './stream-ack.js';
export {
  pollAnswerSchema,
  pollQuerySchema,
  replayQuerySchema,
  type PollAnswer,
  type PollQuery,
  type PolledEvent,
  type ReplayQuery,
} from './stream-poll.js';
export { problemSchema, type FieldError, type Problem } from './problem.js';
export { cityMapSchema, type CityMap } from './city.js';
