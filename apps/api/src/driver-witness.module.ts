import { Global, Injectable, Module } from '@nestjs/common';
import { RequestWitness, type Principal } from '#access';
import { DriverPositions, MatchingModule } from '#matching';

/** Every request of a driver shows that they live. */
@Injectable()
class DriverWitness extends RequestWitness {
  constructor(private readonly positions: DriverPositions) {
    super();
  }

  saw({ role, userId }: Principal): void {
    if (role === 'driver') this.positions.saw(userId);
  }
}

/** Hands access the witness it declared: access can't import matching, which builds on it. */
@Global()
@Module({
  imports: [MatchingModule],
  providers: [{ provide: RequestWitness, useClass: DriverWitness }],
  exports: [RequestWitness],
})
export class DriverWitnessModule {}
