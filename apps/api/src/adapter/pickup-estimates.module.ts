import { Global, Module } from '@nestjs/common';
import { SupplyPickupEstimates, SupplyRepository } from '#matching';
import { PickupEstimates } from '#trip';

/**
 * Binds the `PickupEstimates` that trip declares to matching's implementation. Trip can't import
 * matching, which depends on trip.
 */
@Global()
@Module({
  providers: [SupplyRepository, { provide: PickupEstimates, useClass: SupplyPickupEstimates }],
  exports: [PickupEstimates],
})
export class PickupEstimatesModule {}
