import type { SeededRandom } from '../../random/seeded-random.js';
import type { Car } from './car.js';
import type { DayRules } from './day-record.js';
import type { WaitingRide } from './waiting-ride.js';

/** A driver who was asked, and what they will answer. */
export interface OpenOffer {
  readonly ride: WaitingRide;
  readonly car: Car;
  readonly answer: 'accepted' | 'declined' | 'expired';
  /** When the answer comes, in seconds since midnight of the first day. */
  readonly answeredAt: number;
}

/** Thinking takes between half and one and a half of its mean, evenly. */
const SPREAD = 0.5;

/** The longest that an answer may take; an offer that isn't accepted by then never is. */
export const longestThought = ({ thinkSeconds, offerSeconds }: DayRules): number =>
  Math.min(thinkSeconds * (1 + SPREAD), offerSeconds);

/** Asks drivers, and has them answer in their own time: in the order of time, then of asking. */
export class OfferDesk {
  readonly counts = { made: 0, declined: 0, expired: 0 };
  private open: OpenOffer[] = [];

  constructor(
    private readonly rules: DayRules,
    private readonly random: SeededRandom,
  ) {}

  get isEmpty(): boolean {
    return this.open.length === 0;
  }

  ask(ride: WaitingRide, car: Car, at: number): void {
    const { thinkSeconds, offerSeconds, acceptRate } = this.rules;
    const thought = thinkSeconds * this.random.between(1 - SPREAD, 1 + SPREAD);
    const wouldAccept = this.random.chance(acceptRate);
    const isLate = thought >= offerSeconds;
    const answer = isLate ? 'expired' : wouldAccept ? 'accepted' : 'declined';
    const answeredAt = at + Math.min(thought, offerSeconds);
    this.open.push({ ride, car, answer, answeredAt });
    this.counts.made += 1;
    ride.openOffers += 1;
    car.ask();
  }

  /**
   * The next answer that has come by then; undefined when there is none. Whoever accepts is to
   * be told, and `withdraw` the others.
   */
  nextAnswer(at: number): OpenOffer | undefined {
    let next: OpenOffer | undefined;
    for (const offer of this.open) {
      if (offer.answeredAt > at || (next && offer.answeredAt >= next.answeredAt)) continue;
      next = offer;
    }
    if (!next) return undefined;
    this.close(next);
    if (next.answer !== 'accepted') {
      this.counts[next.answer] += 1;
      next.ride.leaveOut(next.car);
    }
    return next;
  }

  /** Somebody else has the ride: whoever was asked for it, too, is free again. */
  withdraw(ride: WaitingRide): void {
    for (const offer of this.open.filter((each) => each.ride === ride)) this.close(offer);
  }

  private close(offer: OpenOffer): void {
    this.open = this.open.filter((each) => each !== offer);
    offer.ride.openOffers -= 1;
    offer.car.release();
  }
}
