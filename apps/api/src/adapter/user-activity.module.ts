import { Global, Injectable, Module } from '@nestjs/common';
import { UserActivity, type Principal } from '#access';
import { DriverLocationRecorder, MatchingModule, RiderPresence } from '#matching';

/** Records each request of a driver or a rider as a sign of life. */
@Injectable()
class MatchingUserActivity extends UserActivity {
  constructor(
    private readonly drivers: DriverLocationRecorder,
    private readonly riders: RiderPresence,
  ) {
    super();
  }

  touch({ role, userId }: Principal): void {
    if (role === 'driver') this.drivers.touch(userId);
    else if (role === 'rider') this.riders.touch(userId);
  }
}

/**
 * Binds the `UserActivity` that access declares to its implementation. Access can't import
 * matching, which depends on access.
 */
@Global()
@Module({
  imports: [MatchingModule],
  providers: [{ provide: UserActivity, useClass: MatchingUserActivity }],
  exports: [UserActivity],
})
export class UserActivityModule {}
