export { MatchingModule } from './matching.module.js';
export { matchingEntities } from './entity/entities.js';
export { DriverRepository } from './driver/driver.repository.js';
export { OfferRepository } from './offer/offer.repository.js';
export { toOfferView } from './domain/offer-view.js';
export { SupplyRepository } from './supply/supply.repository.js';
export { SupplyPickupEstimates } from './supply/supply-pickup-estimates.js';
