import { SeededRandom } from '../random/seeded-random.js';
import { acceptedShare, type PickupDrive } from './acceptance.js';
import type { DayRules } from './day-record.js';
import type { FleetCar } from './fleet/day-fleet.js';
import type { WaitingRide } from './waiting-ride.js';

/** An offer to a driver, with the answer that was drawn for it. */
export interface PendingOffer {
  readonly ride: WaitingRide;
  readonly car: FleetCar;
  readonly answer: 'accepted' | 'declined' | 'expired';
  /** Time of the answer in seconds since midnight of the first day. */
  readonly answeredAt: number;
}

/** A car that is asked for a ride. */
export interface OfferedDrive {
  readonly ride: WaitingRide;
  readonly car: FleetCar;
  /** The drive to the pickup; only used when acceptance falls with it. */
  readonly drive: () => PickupDrive;
}

/** The time to answer is uniform between 0.5 and 1.5 times its mean. */
const SPREAD = 0.5;

/** The least and the most seconds that a driver takes to answer. */
export const answerSeconds = (thinkSeconds: number): { least: number; most: number } => ({
  least: thinkSeconds * (1 - SPREAD),
  most: thinkSeconds * (1 + SPREAD),
});

/** The longest time until an answer; an offer cannot be accepted later. */
export const longestAnswerSeconds = ({ thinkSeconds, offerSeconds }: DayRules): number =>
  Math.min(answerSeconds(thinkSeconds).most, offerSeconds);

/** Simulates offers and their answers, which take effect in the order of time, then of offers. */
export class OfferProcess {
  readonly counts = { made: 0, declined: 0, expired: 0 };
  /** Offers in the order of their answers; withdrawn ones are skipped when they are due. */
  private readonly pending: PendingOffer[] = [];
  private readonly byRide = new Map<WaitingRide, Set<PendingOffer>>();

  constructor(
    private readonly rules: DayRules,
    private readonly random: SeededRandom,
  ) {}

  makeOffer({ ride, car, drive }: OfferedDrive, at: number): void {
    const { thinkSeconds, offerSeconds, acceptRate, acceptFalls } = this.rules;
    const { least, most } = answerSeconds(thinkSeconds);
    const random = acceptFalls ? this.randomOf(ride, car) : this.random;
    const answeredAfter = random.between(least, most);
    const share = acceptFalls ? acceptedShare(acceptRate, acceptFalls, drive()) : acceptRate;
    const wouldAccept = random.chance(share);
    const isLate = answeredAfter >= offerSeconds;
    const answer = isLate ? 'expired' : wouldAccept ? 'accepted' : 'declined';
    const answeredAt = at + Math.min(answeredAfter, offerSeconds);
    this.add({ ride, car, answer, answeredAt });
    this.counts.made += 1;
    car.receiveOffer();
  }

  /**
   * Takes the next answer that is due at `at`; undefined when there is none. After an accepted
   * offer the caller withdraws the other offers of the ride.
   */
  takeAnswer(at: number): PendingOffer | undefined {
    for (let next = this.pending[0]; next && next.answeredAt <= at; next = this.pending[0]) {
      this.pending.shift();
      if (!this.byRide.get(next.ride)?.has(next)) continue;
      this.close(next);
      if (next.answer === 'accepted') return next;
      this.counts[next.answer] += 1;
      this.exclude(next);
      return next;
    }
    return undefined;
  }

  /** Closes the remaining offers of a ride, so that their drivers are available again. */
  withdraw(ride: WaitingRide): void {
    for (const offer of this.byRide.get(ride) ?? []) this.close(offer);
  }

  /**
   * A driver answers an offer for a ride the same whatever was offered before, so that policies
   * have the same drivers.
   */
  private randomOf(ride: WaitingRide, { index }: FleetCar): SeededRandom {
    return this.random.derive(`answer ${ride.plan.requestId}/${index}/${ride.missedBy(index)}`);
  }

  private exclude({ ride, car, answer, answeredAt }: PendingOffer): void {
    const { retrySeconds } = this.rules;
    if (answer === 'expired' && retrySeconds > 0)
      ride.excludeUntil(car.index, answeredAt + retrySeconds);
    else ride.exclude(car.index);
  }

  private add(offer: PendingOffer): void {
    let index = this.pending.length;
    while (index > 0 && this.pending[index - 1]!.answeredAt > offer.answeredAt) index -= 1;
    this.pending.splice(index, 0, offer);
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
