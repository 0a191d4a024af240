import 'reflect-metadata';
import type { Transaction } from '#database';
import { DriverEntity } from '../../../libs/matching/src/driver/driver.entity.js';
import { DriverRepository } from '../../../libs/matching/src/driver/driver.repository.js';
import { OfferEntity } from '../../../libs/matching/src/offer/offer.entity.js';
import { OfferRepository } from '../../../libs/matching/src/offer/offer.repository.js';
import { TripEntity } from '../../../libs/trip/src/trip/trip.entity.js';
import { TripRepository } from '../../../libs/trip/src/trip/trip.repository.js';
import { replaceMethods } from './replace-methods.js';

// The repositories read without FOR NO KEY UPDATE, so two concurrent accepts see the same
// unassigned trip, and both take it.
replaceMethods(TripRepository, {
  lock: (tx: Transaction, id: string) => tx.manager.findOneBy(TripEntity, { id }),
});
replaceMethods(DriverRepository, {
  lock: (tx: Transaction, id: string) => tx.manager.findOneBy(DriverEntity, { id }),
});
replaceMethods(OfferRepository, {
  lockPending: (tx: Transaction, tripId: string) =>
    tx.manager.findBy(OfferEntity, { tripId, status: 'pending' }),
});
