import type { SeededRandom } from '../random/seeded-random.js';
import type { Car } from './car.js';
import type { DayRules } from './day-record.js';
import type { WaitingRide } from './waiting-ride.js';

/** A driver who was asked, and what they will answer. */
export interface PendingOffer {
  readonly ride: WaitingRide;
  readonly car: Car;
  readonly answer: 'accepted' | 'declined' | 'expired';
  /** When the answer comes, in seconds since midnight of the first day. */
  readonly answeredAt: number;
}

/** Thinking takes between half and one and a half of its mean, evenly. */
const SPREAD = 0.5;

/** The longest that an answer may take; an offer that isn't accepted by then never is. */
export const longestAnswerSeconds = ({ thinkSeconds, offerSeconds }: DayRules): number =>
  Math.min(thinkSeconds * (1 + SPREAD), offerSeconds);

/** Asks drivers, and has them answer in their own time: in the order of time, then of asking. */
export class OfferProcess {
  readonly counts = { made: 0, declined: 0, expired: 0 };
  /** In the order of answers; those that were withdrawn are passed over when they come up. */
  private readonly pending: PendingOffer[] = [];
  private readonly byRide = new Map<WaitingRide, Set<PendingOffer>>();

  constructor(
    private readonly rules: DayRules,
    private readonly random: SeededRandom,
  ) {}

  makeOffer(ride: WaitingRide, car: Car, at: number): void {
    const { thinkSeconds, offerSeconds, acceptRate } = this.rules;
    const thought = thinkSeconds * this.random.between(1 - SPREAD, 1 + SPREAD);
    const wouldAccept = this.random.chance(acceptRate);
    const isLate = thought >= offerSeconds;
    const answer = isLate ? 'expired' : wouldAccept ? 'accepted' : 'declined';
    const answeredAt = at + Math.min(thought, offerSeconds);
    this.add({ ride, car, answer, answeredAt });
    this.counts.made += 1;
    car.receiveOffer();
  }

  /**
   * The next answer that has come by then; undefined when there is none. Whoever accepts is to
   * be told, and `withdraw` the others.
   */
  takeAnswer(at: number): PendingOffer | undefined {
    for (let next = this.pending[0]; next && next.answeredAt <= at; next = this.pending[0]) {
      this.pending.shift();
      if (!this.byRide.get(next.ride)?.has(next)) continue;
      this.close(next);
      if (next.answer === 'accepted') return next;
      this.counts[next.answer] += 1;
      next.ride.exclude(next.car);
      return next;
    }
    return undefined;
  }

  /** Somebody else has the ride: whoever was asked for it, too, is free again. */
  withdraw(ride: WaitingRide): void {
    for (const offer of this.byRide.get(ride) ?? []) this.close(offer);
  }

  private add(offer: PendingOffer): void {
    let place = this.pending.length;
    while (place > 0 && this.pending[place - 1]!.answeredAt > offer.answeredAt) place -= 1;
    this.pending.splice(place, 0, offer);
    const offers = this.byRide.get(offer.ride) ?? new Set();
    this.byRide.set(offer.ride, offers.add(offer));
    offer.ride.openOffers = offers.size;
  }

  private close(offer: PendingOffer): void {
    const offers = this.byRide.get(offer.ride);
    offers?.delete(offer);
    offer.ride.openOffers = offers?.size ?? 0;
    if (offers?.size === 0) this.byRide.delete(offer.ride);
    offer.car.closeOffer();
  }
}
