export { MatchingModule } from './matching.module.js';
export { matchingEntities } from './entities.js';
export { DriverRepository } from './driver/driver.repository.js';
export { OfferAcks } from './offer/offer-acks.js';
export { OfferRepository } from './offer/offer.repository.js';
export { toOfferView } from './domain/offer-view.js';
export { DriverLocationRecorder } from './position/driver-location-recorder.js';
export {
  LastKnownLocations,
  type LastKnownLocation,
  type LocationQuery,
  type SeenTrip,
  type TripWithoutDriver,
  type DriverReport,
} from './position/last-known-locations.js';
export { RepositionRepository } from './reposition/reposition.repository.js';
export { isOpenAt } from './domain/reposition-state.js';
export { toRepositionView } from './domain/reposition-view.js';
export { RiderPresence } from './rider/rider-presence.js';
export { FleetRepository, type FleetDriver, type SilentTrip } from './supply/fleet.repository.js';
export { TripSearches, type SearchQuery, type TripSearchState } from './supply/trip-searches.js';
export { RecordedDriverSignals } from './position/recorded-driver-signals.js';
export { SupplyPickupEstimates } from './supply/supply-pickup-estimates.js';
