import { Global, Module } from '@nestjs/common';
import { MatchingModule, SupplyPickupEstimates } from '#matching';
import { PickupEstimates } from '#trip';

/**
 * Binds the `PickupEstimates` that trip declares to matching's implementation. Trip can't import
 * matching, which depends on trip.
 */
@Global()
@Module({
  imports: [MatchingModule],
  providers: [{ provide: PickupEstimates, useClass: SupplyPickupEstimates }],
  exports: [PickupEstimates],
})
export class PickupEstimatesModule {}
