import { Injectable } from '@nestjs/common';
import { Transactions } from '#database';
import { TripRepository } from '#trip';

/** What a rider says to a driver outside the API. */
export interface RiderWords {
  riderId: string;
  /** Never part of an answer, a log or the steps of a driver. */
  pin: string;
}

/**
 * Stands for the rider at the kerb: a driver learns from it whose trip an offer is, and the PIN. It
 * only reads. Each change of a trip goes through the public API.
 */
@Injectable()
export class TripLookup {
  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
  ) {}

  /** @returns null when there is no such trip */
  async find(tripId: string): Promise<RiderWords | null> {
    const trip = await this.transactions.run((tx) => this.trips.find(tx, tripId));
    return trip && { riderId: trip.riderId, pin: trip.pin };
  }
}
