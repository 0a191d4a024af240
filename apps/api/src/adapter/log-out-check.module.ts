import { Global, Injectable, Module } from '@nestjs/common';
import { LogOutCheck, type Principal } from '#access';
import { Transactions } from '#database';
import { DomainError } from '#platform';
import { TripModule, TripRepository } from '#trip';

/**
 * Refuses a driver's log-out during a trip: the rider would wait for a driver who can't sign in as
 * the same user again (demo mode). A driver who only disappears is silent, and lost after a while.
 */
@Injectable()
class TripLogOutCheck extends LogOutCheck {
  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
  ) {
    super();
  }

  async requireAllowed({ role, userId }: Principal): Promise<void> {
    if (role !== 'driver') return;
    const trip = await this.transactions.run((tx) => this.trips.findActiveOfDriver(tx, userId));
    if (!trip) return;
    const detail = 'Complete your trip, or give it back, before you log out.';
    throw new DomainError('DRIVER_ON_TRIP', detail, { tripId: trip.id });
  }
}

/** Binds the `LogOutCheck` that access declares to its implementation. */
@Global()
@Module({
  imports: [TripModule],
  providers: [{ provide: LogOutCheck, useClass: TripLogOutCheck }],
  exports: [LogOutCheck],
})
export class LogOutCheckModule {}
