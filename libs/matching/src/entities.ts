import { DriverPositionEntity } from './position/driver-position.entity.js';
import { DriverPresenceEntity } from './position/driver-presence.entity.js';
import { DriverEntity } from './driver/driver.entity.js';
import { OfferEntity } from './offer/offer.entity.js';

/** The tables of this lib, for whoever opens the database. */
export const matchingEntities = [
  OfferEntity,
  DriverEntity,
  DriverPositionEntity,
  DriverPresenceEntity,
];
