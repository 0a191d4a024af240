import { DriverPositionEntity } from './driver-position.entity.js';
import { DriverPresenceEntity } from './driver-presence.entity.js';
import { DriverEntity } from './driver.entity.js';
import { OfferEntity } from './offer.entity.js';

/** The tables of this lib, for whoever opens the database. */
export const matchingEntities = [
  OfferEntity,
  DriverEntity,
  DriverPositionEntity,
  DriverPresenceEntity,
];
