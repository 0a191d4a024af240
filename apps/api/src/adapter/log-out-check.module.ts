import { Global, Injectable, Module } from '@nestjs/common';
import { LogOutCheck, type Principal } from '#access';
import type { Transaction } from '#database';
import { DriverRepository, MatchingModule } from '#matching';
import { DomainError } from '#platform';
import { TripModule, TripRepository } from '#trip';

/**
 * Refuses a driver's log-out during a trip: the rider would wait for a driver who can't sign in as
 * the same user again (demo mode). A driver who only disappears is silent, and lost after a while.
 */
@Injectable()
class TripLogOutCheck extends LogOutCheck {
  constructor(
    private readonly trips: TripRepository,
    private readonly drivers: DriverRepository,
  ) {
    super();
  }

  async requireAllowed(tx: Transaction, { role, userId }: Principal): Promise<void> {
    if (role !== 'driver') return;
    // An accept holds this lock until it commits.
    await this.drivers.lock(tx, userId);
    const trip = await this.trips.findActiveOfDriver(tx, userId);
    if (!trip) return;
    const detail = 'Complete your trip, or give it back, before you log out.';
    throw new DomainError('DRIVER_ON_TRIP', detail, { tripId: trip.id });
  }
}

/** Binds the `LogOutCheck` that access declares to its implementation. */
@Global()
@Module({
  imports: [TripModule, MatchingModule],
  providers: [{ provide: LogOutCheck, useClass: TripLogOutCheck }],
  exports: [LogOutCheck],
})
export class LogOutCheckModule {}
