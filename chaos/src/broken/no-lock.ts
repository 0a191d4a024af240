import 'reflect-metadata';
import { DriverRepository } from '../../../libs/matching/src/driver/driver.repository.js';
import { OfferRepository } from '../../../libs/matching/src/offer/offer.repository.js';
import { TripRepository } from '../../../libs/trip/src/trip/trip.repository.js';
import type { Transaction } from '#database';
import { DriverEntity } from '../../../libs/matching/src/driver/driver.entity.js';
import { OfferEntity } from '../../../libs/matching/src/offer/offer.entity.js';
import { TripEntity } from '../../../libs/trip/src/trip/trip.entity.js';

// The repositories read without FOR NO KEY UPDATE, so two concurrent accepts see the same
// unassigned trip, and both take it.
Object.assign(TripRepository.prototype, {
  lock: (tx: Transaction, id: string) => tx.manager.findOneBy(TripEntity, { id }),
});
Object.assign(DriverRepository.prototype, {
  lock: (tx: Transaction, id: string) => tx.manager.findOneBy(DriverEntity, { id }),
});
Object.assign(OfferRepository.prototype, {
  lockPendingOf: (tx: Transaction, tripId: string) =>
    tx.manager.findBy(OfferEntity, { tripId, status: 'pending' }),
});
