import { Global, Module } from '@nestjs/common';
import { SupplyPickupEstimates, SupplyRepository } from '#matching';
import { PickupEstimates } from '#trip';

/**
 * Hands trip the estimates it declared and matching implements. A module of its own,
 * because matching builds on trip: trip can't import it.
 */
@Global()
@Module({
  providers: [SupplyRepository, { provide: PickupEstimates, useClass: SupplyPickupEstimates }],
  exports: [PickupEstimates],
})
export class PickupEstimatesModule {}
