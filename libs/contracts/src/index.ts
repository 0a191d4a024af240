export { emptyRequestSchema, removeHidden, text, timestamp, uuid } from './text.js';
export { positionSchema, type Position } from './position.js';
export { countDecimals } from './currency.js';
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
} from './trip/driver.js';
export { quoteRequestSchema, quoteSchema, type Quote, type QuoteRequest } from './trip/quote.js';
export {
  atPickupRequestSchema,
  stepRequestSchema,
  operatorRequestSchema,
  operatorSchema,
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
  type EventTrip,
  type AtPickupRequest,
  type StepOverride,
  type StepRequest,
  type Operator,
  type OperatorRequest,
  type RatingRequest,
  type Trip,
  type TripDriver,
  type TripListQuery,
  type TripPage,
  type TripRequest,
  type TripRider,
  type TripStatus,
} from './trip/trip.js';
export {
  readableTripSchema,
  shareLinkSchema,
  sharedEventDataSchema,
  sharedTripSchema,
  sharedTripViewSchema,
  type SharedEventData,
  type SharedTrip,
  type SharedTripView,
  type ShareLink,
} from './trip/share.js';
export {
  earningsQuerySchema,
  earningsSchema,
  tipRequestSchema,
  type Earnings,
  type EarningsQuery,
  type TipRequest,
} from './trip/earnings.js';
export { receiptSchema, type Receipt } from './trip/receipt.js';
export {
  driverRouteSchema,
  offeredRouteSchema,
  routeStopSchema,
  tripPoolSchema,
  type DriverRoute,
  type OfferedRoute,
  type RouteStop,
  type TripPool,
} from './trip/driver-route.js';
export {
  declinedOfferSchema,
  offerSchema,
  type DeclinedOffer,
  type Offer,
  type OfferStatus,
} from './trip/offer.js';
export {
  declinedRepositionSchema,
  repositionSchema,
  type DeclinedReposition,
  type Reposition,
  type RepositionEndReason,
  type RepositionStatus,
} from './trip/reposition.js';
export { LOST_DRIVER_REASON } from './event/lost-driver-reason.js';
export {
  eventMap,
  eventTypes,
  eventTypesAfterEnd,
  terminalEventTypes,
  type EventData,
  type EventType,
} from './event/event-map.js';
export { cloudEventSchema, type AnyCloudEvent, type CloudEvent } from './event/cloud-event.js';
export { ephemeralStreams, eventStreams } from './event/event-streams.js';
export { snapshotMap, type Snapshot } from './stream/stream-snapshot.js';
export { OPS_STREAM, streamId, type StreamId, type StreamKind } from './stream/stream-id.js';
export {
  cityStateSchema,
  driverLocationSchema,
  ephemeralMap,
  tripSearchSchema,
  type CityState,
  type DriverLocation,
  type EphemeralData,
  type EphemeralType,
  type TripSearch,
} from './stream/ephemeral.js';
export { formatCursor, parseCursor, type Cursor } from './stream/cursor.js';
export {
  streamClosingSchema,
  streamOpenedSchema,
  type ClosingReason,
  type ResetReason,
  type StreamClosing,
  type StreamOpened,
} from './stream/stream-frame.js';
export {
  streamConnectionSchema,
  streamConnectionsQuerySchema,
  streamConnectionsSchema,
  type StreamConnectionView,
  type StreamConnectionsQuery,
  type StreamConnectionsView,
} from './stream/stream-connection.js';
export {
  ackRefusedSchema,
  MAX_SOCKET_MESSAGE_BYTES,
  SOCKET_OPEN_SECONDS,
  SOCKET_PROTOCOL,
  SOCKET_TOKEN_PREFIX,
  socketAckSchema,
  socketMessageSchema,
  socketOpenSchema,
  type AckRefused,
  type SocketMessage,
} from './stream/socket-message.js';
export { streamAckSchema, type StreamAck } from './stream/stream-ack.js';
export {
  pollAnswerSchema,
  pollQuerySchema,
  replayQuerySchema,
  tripHistorySchema,
  type PollAnswer,
  type PollQuery,
  type PolledEvent,
  type ReplayQuery,
} from './stream/stream-poll.js';
export { MOST_FLEET_DRIVERS, cityFleetSchema, type CityFleet } from './city-fleet.js';
export {
  cityHistoryQuerySchema,
  cityHistorySchema,
  type CityHistory,
  type CityHistoryQuery,
} from './city-history.js';
export {
  protocolSchemas,
  type ProtocolSchema,
  type ProtocolSchemas,
  type ProtocolTypes,
} from './protocol-schemas.js';
export { tripTimelineSchema, type TripTimeline } from './trip/trip-timeline.js';
export { problemSchema, type FieldError, type Problem } from './problem.js';
export {
  areaKindSchema,
  cityAreaSchema,
  cityLandmarkSchema,
  cityMapSchema,
  type AreaKind,
  type CityArea,
  type CityLandmark,
  type CityMap,
} from './city.js';
export {
  nearPlaceSchema,
  nearQuerySchema,
  placeKindSchema,
  placeListSchema,
  placeQuerySchema,
  placeSchema,
  type NearPlace,
  type NearQuery,
  type Place,
  type PlaceKind,
  type PlaceList,
  type PlaceListQuery,
} from './place.js';
export {
  sandboxDriverChangeSchema,
  sandboxDriverRequestSchema,
  sandboxDriverSchema,
  sandboxDriversSchema,
  sandboxOfferSchema,
  sandboxPinSchema,
  type SandboxDriver,
  type SandboxDriverChange,
  type SandboxDriverPatch,
  type SandboxDriverRequest,
  type SandboxDrivers,
  type SandboxDriverSettings,
  type SandboxOfferScript,
  type SandboxOfferRequest,
  type SandboxOffers,
  type SandboxStage,
  type SandboxStep,
  type SandboxTripRequest,
  type SandboxTripScript,
} from './sandbox.js';
export {
  WEBHOOK_PAUSED,
  createdWebhookEndpointSchema,
  webhookChangeSchema,
  webhookEndpointSchema,
  webhookEndpointsSchema,
  webhookReplayRequestSchema,
  webhookRequestSchema,
  webhookSecretSchema,
  type CreatedWebhookEndpoint,
  type WebhookChange,
  type WebhookEndpoint,
  type WebhookEndpoints,
  type WebhookPaused,
  type WebhookPauseReason,
  type WebhookRequest,
  type WebhookSecret,
  type WebhookStart,
  type WebhookState,
} from './webhook/webhook-endpoint.js';
export {
  webhookAttemptQuerySchema,
  webhookAttemptsSchema,
  webhookTestSchema,
  type WebhookAttempt,
  type WebhookAttemptQuery,
  type WebhookAttempts,
  type WebhookOutcome,
  type WebhookTest,
} from './webhook/webhook-attempt.js';
export { webhookEventSchemas } from './webhook/webhook-event.js';
export { SHARD_NAME, isShardName } from './shard.js';
