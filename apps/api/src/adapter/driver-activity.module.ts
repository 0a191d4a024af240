import { Global, Injectable, Module } from '@nestjs/common';
import { DriverActivity, type Principal } from '#access';
import { DriverLocationRecorder, MatchingModule } from '#matching';

/** Records each request of a driver as a sign of life. */
@Injectable()
class MatchingDriverActivity extends DriverActivity {
  constructor(private readonly recorder: DriverLocationRecorder) {
    super();
  }

  touch({ role, userId }: Principal): void {
    if (role === 'driver') this.recorder.touch(userId);
  }
}

/**
 * Binds the `DriverActivity` that access declares to its implementation. Access can't import
 * matching, which depends on access.
 */
@Global()
@Module({
  imports: [MatchingModule],
  providers: [{ provide: DriverActivity, useClass: MatchingDriverActivity }],
  exports: [DriverActivity],
})
export class DriverActivityModule {}
