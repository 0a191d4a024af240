import { Module } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { TripModule } from '#trip';
import { AvailabilityService } from './driver/availability.service.js';
import { DriverRepository } from './driver/driver.repository.js';
import { Dispatcher } from './engine/dispatcher.js';
import { MatchingEngine } from './engine/matching-engine.js';
import { OfferMaker } from './engine/offer-maker.js';
import { TripSettler } from './engine/trip-settler.js';
import { DriversController } from './http/drivers.controller.js';
import { OffersController } from './http/offers.controller.js';
import { OfferAcks } from './offer/offer-acks.js';
import { OfferRepository } from './offer/offer.repository.js';
import { OfferService } from './offer/offer.service.js';
import { DriverPositions } from './supply/driver-positions.js';
import { DriverSightings } from './supply/driver-sightings.js';
import { FleetRepository } from './supply/fleet.repository.js';
import { SupplyRepository } from './supply/supply.repository.js';

/** Drivers, offers and the engine that brings them to trips. Needs a TravelEstimator from outside. */
@Module({
  imports: [OutboxModule, TripModule],
  controllers: [DriversController, OffersController],
  providers: [
    AvailabilityService,
    Dispatcher,
    DriverPositions,
    DriverRepository,
    DriverSightings,
    FleetRepository,
    MatchingEngine,
    OfferAcks,
    OfferMaker,
    OfferRepository,
    OfferService,
    SupplyRepository,
    TripSettler,
  ],
  exports: [
    DriverPositions,
    DriverRepository,
    DriverSightings,
    FleetRepository,
    OfferAcks,
    OfferRepository,
  ],
})
export class MatchingModule {}
