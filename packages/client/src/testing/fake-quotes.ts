import type { Position, Quote } from '#contracts';
import type { FakeClock } from './fake-clock.js';
import type { FakeOffers } from './fake-offers.js';
import { FakeProblem, notFound } from './fake-problem.js';
import type { FakeUser } from './fake-trip.js';
import { bound, newId } from './new-id.js';
import { planOf, secondsBetween, type Plan } from './ride-plan.js';

const QUOTE_MS = 300_000;
const MOST_QUOTES = 1_000;

interface KeptQuote extends Plan {
  riderId: string;
  expiresAt: number;
  tripId?: string;
}

/** The quotes of the fake server. */
export class FakeQuotes {
  readonly #quotes = new Map<string, KeptQuote>();

  constructor(
    private readonly clock: FakeClock,
    private readonly offers: FakeOffers,
  ) {}

  create(rider: FakeUser, pickup: Position, dropoff: Position): Quote {
    const plan = planOf(pickup, dropoff);
    const { pickup: _pickup, dropoff: _dropoff, ...priced } = plan;
    const id = newId(this.clock.now());
    const expiresAt = this.clock.now() + QUOTE_MS;
    this.#quotes.set(id, { ...plan, riderId: rider.id, expiresAt });
    bound(this.#quotes, MOST_QUOTES);
    const etas = this.offers
      .idleDrivers()
      .map(({ located }) => secondsBetween(located.position, pickup));
    const pickupEtaSeconds = etas.length === 0 ? null : Math.min(...etas);
    const expires = new Date(expiresAt).toISOString();
    // As a server whose operator has not switched shared trips on.
    return { id, ...priced, pickupEtaSeconds, expiresAt: expires, shared: null };
  }

  /** @throws FakeProblem NOT_FOUND, QUOTE_ALREADY_USED, QUOTE_EXPIRED */
  redeem(rider: FakeUser, { quoteId, tripId }: Record<'quoteId' | 'tripId', string>): Plan {
    const quote = this.#quotes.get(quoteId);
    if (quote?.riderId !== rider.id) throw notFound();
    if (quote.tripId) throw new FakeProblem('QUOTE_ALREADY_USED', 'Ask for a new quote.');
    if (quote.expiresAt <= this.clock.now()) {
      throw new FakeProblem('QUOTE_EXPIRED', 'Ask for a new quote.');
    }
    quote.tripId = tripId;
    return quote;
  }
}
