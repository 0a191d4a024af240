import { cityFleetSchema } from './city-fleet.js';
import { cityHistorySchema } from './city-history.js';
import { z } from 'zod';
import { cityAreaSchema, cityLandmarkSchema, cityMapSchema } from './city.js';
import { cloudEventSchema } from './event/cloud-event.js';
import { eventMap, eventTypes, type EventType } from './event/event-map.js';
import { moneySchema } from './money.js';
import { nearPlaceSchema, placeKindSchema, placeListSchema, placeSchema } from './place.js';
import { positionSchema } from './position.js';
import { problemSchema } from './problem.js';
import { roleSchema } from './role.js';
import {
  sandboxDriverSchema,
  sandboxDriversSchema,
  sandboxOfferSchema,
  sandboxStepSchema,
  sandboxTripSchema,
} from './sandbox.js';
import { sessionRequestSchema, sessionSchema } from './session.js';
import {
  cityStateSchema,
  driverLocationSchema,
  ephemeralMap,
  tripSearchSchema,
  type EphemeralType,
} from './stream/ephemeral.js';
import { streamAckSchema } from './stream/stream-ack.js';
import { streamConnectionSchema, streamConnectionsSchema } from './stream/stream-connection.js';
import {
  closingReasonSchema,
  resetReasonSchema,
  streamClosingSchema,
  streamOpenedSchema,
} from './stream/stream-frame.js';
import { pollAnswerSchema, polledEventSchema } from './stream/stream-poll.js';
import type { StreamKind } from './stream/stream-id.js';
import { snapshotMap } from './stream/stream-snapshot.js';
import {
  availabilityRequestSchema,
  availabilitySchema,
  availabilityStateSchema,
  locationReadingSchema,
  vehicleSchema,
} from './trip/driver.js';
import { earningsSchema, tipRequestSchema } from './trip/earnings.js';
import {
  driverRouteSchema,
  offeredRouteSchema,
  routeStopSchema,
  tripPoolSchema,
} from './trip/driver-route.js';
import { declinedOfferSchema, offerSchema, offerStatusSchema } from './trip/offer.js';
import { quoteRequestSchema, quoteSchema, sharedQuoteSchema } from './trip/quote.js';
import {
  declinedRepositionSchema,
  repositionEndReasonSchema,
  repositionSchema,
  repositionStatusSchema,
} from './trip/reposition.js';
import { receiptSchema } from './trip/receipt.js';
import {
  sharedEventDataSchema,
  shareLinkSchema,
  sharedTripSchema,
  sharedTripViewSchema,
} from './trip/share.js';
import { tripTimelineSchema } from './trip/trip-timeline.js';
import {
  atPickupRequestSchema,
  cancellationSchema,
  cancelledBySchema,
  eventTripSchema,
  operatorRequestSchema,
  operatorSchema,
  ratingRequestSchema,
  stepOverrideSchema,
  stepRequestSchema,
  tripDriverSchema,
  tripPageSchema,
  tripRequestSchema,
  tripRiderSchema,
  tripSchema,
  tripStatusSchema,
} from './trip/trip.js';

/** Everything on the wire that has a name in the SDK; the key is the name of its type. */
const named = {
  AtPickupRequest: atPickupRequestSchema,
  Availability: availabilitySchema,
  AvailabilityRequest: availabilityRequestSchema,
  AvailabilityState: availabilityStateSchema,
  Cancellation: cancellationSchema,
  CancelledBy: cancelledBySchema,
  CityArea: cityAreaSchema,
  CityFleet: cityFleetSchema,
  CityHistory: cityHistorySchema,
  CityLandmark: cityLandmarkSchema,
  CityMap: cityMapSchema,
  CityState: cityStateSchema,
  ClosingReason: closingReasonSchema,
  DeclinedOffer: declinedOfferSchema,
  DeclinedReposition: declinedRepositionSchema,
  DriverLocation: driverLocationSchema,
  DriverRoute: driverRouteSchema,
  DriverSnapshot: snapshotMap.driver,
  Earnings: earningsSchema,
  EventTrip: eventTripSchema,
  LocationReading: locationReadingSchema,
  Money: moneySchema,
  NearPlace: nearPlaceSchema,
  Offer: offerSchema,
  OfferedRoute: offeredRouteSchema,
  OfferStatus: offerStatusSchema,
  Operator: operatorSchema,
  OperatorRequest: operatorRequestSchema,
  Place: placeSchema,
  PlaceKind: placeKindSchema,
  PlaceList: placeListSchema,
  PollAnswer: pollAnswerSchema,
  PolledEvent: polledEventSchema,
  Position: positionSchema,
  Problem: problemSchema,
  Quote: quoteSchema,
  QuoteRequest: quoteRequestSchema,
  RatingRequest: ratingRequestSchema,
  Receipt: receiptSchema,
  Reposition: repositionSchema,
  RepositionEndReason: repositionEndReasonSchema,
  RepositionStatus: repositionStatusSchema,
  ResetReason: resetReasonSchema,
  RiderSnapshot: snapshotMap.rider,
  Role: roleSchema,
  RouteStop: routeStopSchema,
  SandboxDriver: sandboxDriverSchema,
  SandboxDrivers: sandboxDriversSchema,
  SandboxOfferScript: sandboxOfferSchema,
  SandboxStep: sandboxStepSchema,
  SandboxTripScript: sandboxTripSchema,
  Session: sessionSchema,
  SessionRequest: sessionRequestSchema,
  ShareLink: shareLinkSchema,
  SharedEvent: cloudEventSchema('trip.requested').extend({
    type: z.enum(eventTypes),
    data: sharedEventDataSchema,
  }),
  SharedEventData: sharedEventDataSchema,
  SharedQuote: sharedQuoteSchema,
  SharedSnapshot: snapshotMap.trip.omit({ pool: true }).extend({ trip: sharedTripSchema }),
  SharedTrip: sharedTripSchema,
  SharedTripView: sharedTripViewSchema,
  StepOverride: stepOverrideSchema,
  StepRequest: stepRequestSchema,
  StreamAck: streamAckSchema,
  StreamClosing: streamClosingSchema,
  StreamConnectionView: streamConnectionSchema,
  StreamConnectionsView: streamConnectionsSchema,
  StreamOpened: streamOpenedSchema,
  TipRequest: tipRequestSchema,
  Trip: tripSchema,
  TripDriver: tripDriverSchema,
  TripPage: tripPageSchema,
  TripPool: tripPoolSchema,
  TripRequest: tripRequestSchema,
  TripRider: tripRiderSchema,
  TripSearch: tripSearchSchema,
  TripSnapshot: snapshotMap.trip,
  TripStatus: tripStatusSchema,
  TripTimeline: tripTimelineSchema,
  Vehicle: vehicleSchema,
} as const satisfies Record<string, z.ZodType>;

/** The types of the wire by name. Those of events are in `EventData`. */
export type ProtocolTypes = { [N in keyof typeof named]: z.infer<(typeof named)[N]> };

/** A JSON Schema, draft 2020-12. */
export type ProtocolSchema = Record<string, unknown>;

/** JSON Schemas that refer to each other as `#/$defs/<name>`, and which of them a frame has. */
export interface ProtocolSchemas {
  $defs: Record<string, ProtocolSchema>;
  /** The names of the schemas of durable events, of their whole `data` and of its `data.data`. */
  events: Record<EventType, { frame: string; data: string }>;
  /** The names of the schemas of `stream.snapshot`, by the kind of stream. */
  snapshots: Record<StreamKind, string>;
  /** The names of the schemas of frames that are never replayed, by their type. */
  ephemeral: Record<EphemeralType, string>;
}

/** The names of the schemas in a map of the wire. Each of them is in `named`. */
function namesIn<K extends string>(map: Record<K, z.ZodType>): Record<K, string> {
  const names = new Map<z.ZodType, string>(
    Object.entries(named).map(([name, schema]) => [schema, name]),
  );
  const found = Object.entries<z.ZodType>(map).map(([key, schema]) => {
    const name = names.get(schema);
    if (name === undefined) throw new Error(`The schema of ${key} has no name in the protocol`);
    return [key, name];
  });
  return Object.fromEntries(found) as Record<K, string>;
}

/** `trip.driver_assigned` becomes `TripDriverAssigned`. */
const pascalCase = (type: string): string =>
  type.replace(/(?:^|[._])([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** Removes what a reader of the wire doesn't need: refusals of unknown fields, and examples. */
function shorten(schema: ProtocolSchema): void {
  if (schema['additionalProperties'] === false) delete schema['additionalProperties'];
  // The formats `uuid` and `date-time` say the same as their long patterns.
  if (schema['format'] !== undefined) delete schema['pattern'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  delete schema['id'];
  delete schema['example'];
}

/**
 * The wire as JSON Schemas, for programs without zod. The schemas accept fields that they don't
 * know, because the wire grows.
 */
export function protocolSchemas(): ProtocolSchemas {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const events = {} as ProtocolSchemas['events'];
  for (const type of eventTypes) {
    const name = pascalCase(type);
    events[type] = { frame: `${name}Event`, data: `${name}Data` };
    // Several types share a schema of data, but each gets a definition of its own.
    const data = eventMap[type].clone();
    registry.add(data, { id: `${name}Data` });
    registry.add(cloudEventSchema(type).extend({ data }), { id: `${name}Event` });
  }
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    io: 'output',
    uri: (id) => `#/$defs/${id}`,
    override: ({ jsonSchema }) => {
      shorten(jsonSchema);
    },
  });
  const $defs: ProtocolSchemas['$defs'] = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const { $schema: _version, $id: _id, ...rest } = schema;
    $defs[name] = rest;
  }
  return { $defs, events, snapshots: namesIn(snapshotMap), ephemeral: namesIn(ephemeralMap) };
}
