export { TripModule } from './trip.module.js';
export { tripEntities, tripExpiryRules } from './entities.js';
export { TripRepository, type SaveOptions } from './trip/trip.repository.js';
export { DriverRouteRepository } from './route/driver-route.repository.js';
export { RouteKeeper } from './route/route-keeper.js';
export { RatingRepository } from './rating/rating.repository.js';
export { SharedTripQuery } from './share/shared-trip-query.service.js';
export { readShareShard } from './share/share-token.js';
export { TripShareLinks } from './share/trip-share-links.js';
export { DriverSignals, type KnownLocation } from './trip/driver-signals.js';
export { RiderHome } from './quote/rider-home.js';
export { PickupEstimates } from './quote/pickup-estimates.js';
export { TripCommandService } from './trip/trip-command.service.js';
export { newPin } from './trip/new-pin.js';
export { maySee, requireVisible, tripNotFound } from './trip/trip-access.js';
export { requesterViewFor, tripViewFor } from './trip/trip-view-for.js';
export { decide, addSeconds } from './domain/decide.js';
export { applyEvents, type TripChange } from './domain/trip-change.js';
export { toSharedEventJson, toSharedTrip } from './domain/shared-trip.js';
export {
  emptyRoute,
  poolOf,
  type DriverRouteState,
  type RouteRide,
} from './domain/driver-route.js';
export { watchDriver } from './domain/watch-driver.js';
export { watchRider } from './domain/watch-rider.js';
export { toTripView } from './domain/trip-view.js';
export type { TripCommand } from './domain/trip-command.js';
export type { TripState } from './domain/trip-state.js';
export { stateOf, type TripEntity } from './trip/trip.entity.js';
