import { Global, Module } from '@nestjs/common';
import { ShareLinks } from '#access';
import { TripModule, TripShareLinks } from '#trip';

/**
 * Hands the guard the links it declared and trip implements. A module of its own, because
 * trip builds on access: access can't import it.
 */
@Global()
@Module({
  imports: [TripModule],
  providers: [{ provide: ShareLinks, useExisting: TripShareLinks }],
  exports: [ShareLinks],
})
export class ShareLinksModule {}
