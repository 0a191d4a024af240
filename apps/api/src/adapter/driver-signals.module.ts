import { Global, Module } from '@nestjs/common';
import { MatchingModule, RecordedDriverSignals } from '#matching';
import { DriverSignals } from '#trip';

/**
 * Binds the `DriverSignals` that trip declares to matching's implementation. Trip can't import
 * matching, which depends on trip.
 */
@Global()
@Module({
  imports: [MatchingModule],
  providers: [{ provide: DriverSignals, useClass: RecordedDriverSignals }],
  exports: [DriverSignals],
})
export class DriverSignalsModule {}
