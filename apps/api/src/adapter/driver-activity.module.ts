import { Global, Injectable, Module } from '@nestjs/common';
import { DriverActivity, type Principal } from '#access';
import { DriverLocationRecorder, MatchingModule } from '#matching';

/** Every request of a driver shows that they live. */
@Injectable()
class MatchingDriverActivity extends DriverActivity {
  constructor(private readonly positions: DriverLocationRecorder) {
    super();
  }

  touch({ role, userId }: Principal): void {
    if (role === 'driver') this.positions.touch(userId);
  }
}

/** Hands access the witness it declared: access can't import matching, which builds on it. */
@Global()
@Module({
  imports: [MatchingModule],
  providers: [{ provide: DriverActivity, useClass: MatchingDriverActivity }],
  exports: [DriverActivity],
})
export class DriverActivityModule {}
