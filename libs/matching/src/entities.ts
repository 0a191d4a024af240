import { DriverPositionEntity } from './position/driver-position.entity.js';
import { DriverPresenceEntity } from './position/driver-presence.entity.js';
import { DriverEntity } from './driver/driver.entity.js';
import { RiderPresenceEntity } from './rider/rider-presence.entity.js';
import { RepositionEntity } from './reposition/reposition.entity.js';
import { OfferEntity } from './offer/offer.entity.js';

/** The tables of this library. The process that opens the database passes them to TypeORM. */
export const matchingEntities = [
  OfferEntity,
  DriverEntity,
  DriverPositionEntity,
  DriverPresenceEntity,
  RiderPresenceEntity,
  RepositionEntity,
];
