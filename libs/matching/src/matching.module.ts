import { Module } from '@nestjs/common';
import { createAnticipation, createPolicy, type DispatchPolicy } from '#dispatch';
import { TravelEstimator } from '#geo';
import { OutboxModule } from '#outbox';
import { Settings } from '#platform';
import { TripModule } from '#trip';
import { RecentRequests } from './demand/recent-requests.js';
import { RequestObserver } from './demand/request-observer.js';
import { AvailabilityService } from './driver/availability.service.js';
import { DriverRepository } from './driver/driver.repository.js';
import { BatchMaker } from './engine/batch-maker.js';
import { DISPATCH_POLICY } from './engine/dispatch-policy.token.js';
import { Dispatcher } from './engine/dispatcher.js';
import { FreeDrivers } from './engine/free-drivers.js';
import { GoneRiderSweeper } from './engine/gone-rider-sweeper.js';
import { MatchingEngine } from './engine/matching-engine.js';
import { OfferMaker } from './engine/offer-maker.js';
import { OfferPlanner } from './engine/offer-planner.js';
import { OverdueSweeper } from './engine/overdue-sweeper.js';
import { SilentDriverSweeper } from './engine/silent-driver-sweeper.js';
import { RiderPresence } from './rider/rider-presence.js';
import { TripSearches } from './supply/trip-searches.js';
import { WindowReader } from './engine/window-reader.js';
import { OpsDriversController } from './driver/ops-drivers.controller.js';
import { DriversController } from './driver/drivers.controller.js';
import { OffersController } from './offer/offers.controller.js';
import { OfferAcks } from './offer/offer-acks.js';
import { OfferRepository } from './offer/offer.repository.js';
import { OfferService } from './offer/offer.service.js';
import { PoolPlanner } from './pooling/pool-planner.js';
import { PoolReader } from './pooling/pool-reader.js';
import { RouteJoiner } from './pooling/route-joiner.js';
import { DriverLocationRecorder } from './position/driver-location-recorder.js';
import { LastKnownLocations } from './position/last-known-locations.js';
import { SilenceLimits } from './position/silence-limits.js';
import { ANTICIPATION } from './reposition/anticipation.token.js';
import { MoveDescriber } from './reposition/move-describer.js';
import { RepositionMaker } from './reposition/reposition-maker.js';
import { RepositionPlanner } from './reposition/reposition-planner.js';
import { RepositionReader } from './reposition/reposition-reader.js';
import { RepositionRepository } from './reposition/reposition.repository.js';
import { RepositionService } from './reposition/reposition.service.js';
import { RepositionSweeper } from './reposition/reposition-sweeper.js';
import { Repositioner } from './reposition/repositioner.js';
import { RepositionsController } from './reposition/repositions.controller.js';
import { FleetRepository } from './supply/fleet.repository.js';
import { KeptSupply } from './supply/kept-supply.js';
import { SupplyChangeSweeper } from './supply/supply-change-sweeper.js';
import { SupplyReader } from './supply/supply-reader.js';
import { SupplyRepository } from './supply/supply.repository.js';

const policy = {
  provide: DISPATCH_POLICY,
  inject: [Settings, TravelEstimator],
  useFactory: ({ matching }: Settings, { times }: TravelEstimator) =>
    createPolicy(matching.policy, times),
};

/**
 * A policy that looks ahead brings its anticipation. With any other policy requests are observed only
 * if drivers get suggestions.
 */
const anticipation = {
  provide: ANTICIPATION,
  inject: [DISPATCH_POLICY, Settings, TravelEstimator],
  useFactory: (
    { anticipation: own }: DispatchPolicy,
    { reposition }: Settings,
    { times }: TravelEstimator,
  ) => own ?? (reposition.isOn ? createAnticipation(times) : null),
};

/**
 * Drivers, offers, and the engine that offers trips to drivers. The application provides the
 * `TravelEstimator`.
 */
@Module({
  imports: [OutboxModule, TripModule],
  controllers: [DriversController, OffersController, OpsDriversController, RepositionsController],
  providers: [
    policy,
    anticipation,
    AvailabilityService,
    BatchMaker,
    Dispatcher,
    DriverLocationRecorder,
    DriverRepository,
    FreeDrivers,
    LastKnownLocations,
    FleetRepository,
    GoneRiderSweeper,
    KeptSupply,
    MatchingEngine,
    MoveDescriber,
    OfferAcks,
    OfferMaker,
    OfferPlanner,
    OfferRepository,
    OfferService,
    PoolPlanner,
    PoolReader,
    RecentRequests,
    Repositioner,
    RepositionMaker,
    RepositionPlanner,
    RepositionReader,
    RepositionRepository,
    RepositionService,
    RepositionSweeper,
    RequestObserver,
    RiderPresence,
    RouteJoiner,
    SupplyChangeSweeper,
    SupplyReader,
    SupplyRepository,
    OverdueSweeper,
    SilenceLimits,
    SilentDriverSweeper,
    TripSearches,
    WindowReader,
  ],
  exports: [
    DriverLocationRecorder,
    DriverRepository,
    LastKnownLocations,
    FleetRepository,
    OfferAcks,
    OfferRepository,
    KeptSupply,
    RepositionRepository,
    RiderPresence,
    SilenceLimits,
    TripSearches,
  ],
})
export class MatchingModule {}
