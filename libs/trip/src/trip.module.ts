import { Module } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { EarningsController } from './earnings/earnings.controller.js';
import { EarningsService } from './earnings/earnings.service.js';
import { OpsTripService } from './ops/ops-trip.service.js';
import { OpsTripsController } from './ops/ops-trips.controller.js';
import { QuotesController } from './quote/quotes.controller.js';
import { TripCommandsController } from './trip/trip-commands.controller.js';
import { SharedTripQuery } from './share/shared-trip-query.service.js';
import { SharedTripsController } from './share/shared-trips.controller.js';
import { TripShareController } from './share/trip-share.controller.js';
import { TripsController } from './trip/trips.controller.js';
import { QuoteRepository } from './quote/quote.repository.js';
import { QuoteService } from './quote/quote.service.js';
import { RatingRepository } from './rating/rating.repository.js';
import { TripShareLinks } from './share/trip-share-links.js';
import { TripShareRepository } from './share/trip-share.repository.js';
import { TripShareService } from './share/trip-share.service.js';
import { TipRepository } from './tip/tip.repository.js';
import { TipService } from './tip/tip.service.js';
import { DriverRouteRepository } from './route/driver-route.repository.js';
import { RouteKeeper } from './route/route-keeper.js';
import { PickupCheck } from './trip/pickup-check.js';
import { PickupWait } from './trip/pickup-wait.js';
import { StepCheck } from './trip/step-check.js';
import { TripCommandService } from './trip/trip-command.service.js';
import { TripQueryService } from './trip/trip-query.service.js';
import { TripRequestService } from './trip/trip-request.service.js';
import { TripRepository } from './trip/trip.repository.js';

/**
 * Trips from the request to the receipt. The application provides the `TravelEstimator`, the
 * `CityPlaces` and the `PickupEstimates`.
 */
@Module({
  imports: [OutboxModule],
  controllers: [
    EarningsController,
    QuotesController,
    TripsController,
    TripCommandsController,
    TripShareController,
    SharedTripsController,
    OpsTripsController,
  ],
  providers: [
    DriverRouteRepository,
    EarningsService,
    RouteKeeper,
    StepCheck,
    TipRepository,
    TipService,
    OpsTripService,
    PickupCheck,
    PickupWait,
    QuoteRepository,
    QuoteService,
    RatingRepository,
    SharedTripQuery,
    TripCommandService,
    TripQueryService,
    TripRequestService,
    TripRepository,
    TripShareLinks,
    TripShareRepository,
    TripShareService,
  ],
  exports: [
    DriverRouteRepository,
    RouteKeeper,
    TripRepository,
    RatingRepository,
    SharedTripQuery,
    TripShareLinks,
  ],
})
export class TripModule {}
