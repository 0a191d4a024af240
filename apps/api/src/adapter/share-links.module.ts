import { Global, Module } from '@nestjs/common';
import { ShareLinks } from '#access';
import { TripModule, TripShareLinks } from '#trip';

/**
 * Binds the `ShareLinks` that access declares to trip's implementation. Access can't import trip,
 * which depends on access.
 */
@Global()
@Module({
  imports: [TripModule],
  providers: [{ provide: ShareLinks, useExisting: TripShareLinks }],
  exports: [ShareLinks],
})
export class ShareLinksModule {}
