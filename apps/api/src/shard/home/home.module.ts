import { Global, Module } from '@nestjs/common';
import { BusModule } from '#bus';
import { RiderHome } from '#trip';
import { HomeAnswers } from './home-answers.js';
import { HomeMover } from './home-mover.js';

/** Binds the `RiderHome` that trip declares, and answers the questions about homes. */
@Global()
@Module({
  imports: [BusModule],
  providers: [HomeAnswers, { provide: RiderHome, useClass: HomeMover }],
  exports: [RiderHome],
})
export class HomeModule {}
