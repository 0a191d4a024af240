import { createAnticipation, type Anticipation, type DispatchPolicy } from '#dispatch';
import { advanceAlongRoute } from '#geo';
import { SeededRandom } from '../random/seeded-random.js';
import { Car } from './car.js';
import { DayLog } from './day-log.js';
import type { DayRecord, DayRules } from './day-record.js';
import { OfferProcess, longestAnswerSeconds } from './offer-process.js';
import { PickupTable } from './pickup-table.js';
import type { PlannedCity, PlannedRide } from './planned-city.js';
import { WaitingRide } from './waiting-ride.js';

/** After so long without a request no car is still on its way, so the gap can be skipped. */
const SKIPPED_GAP_SECONDS = 6 * 3600;
/** A repositioned car drives for this share of the period, so that it arrives before the next one. */
const DRIVING_SHARE = 2 / 3;

/**
 * Simulates a day in virtual time. In each window the policy decides about the waiting riders and
 * the cars. An accepted ride takes the travel time to the pickup and that of the ride; then the
 * car is free at the drop-off. Otherwise only the repositioning of an anticipating policy moves a
 * car. A rider who is not picked up within the patience is lost.
 *
 * The same city, rules and policy give the same record.
 *
 * @param policy a new instance, because a policy may learn from requests
 */
export function simulateDay(city: PlannedCity, policy: DispatchPolicy, rules: DayRules): DayRecord {
  return new DaySimulation(city, policy, rules).run();
}

/** The repositioning that the rules ask for: that of the policy, one for any policy, or none. */
function chooseAnticipation(
  { times }: PlannedCity,
  policy: DispatchPolicy,
  { reposition }: DayRules,
): Anticipation | undefined {
  if (reposition === false) return undefined;
  return policy.anticipation ?? (reposition ? createAnticipation(times) : undefined);
}

class DaySimulation {
  private readonly log = new DayLog();
  private readonly offers: OfferProcess;
  private readonly cars: readonly Car[];
  private readonly pickups: PickupTable;
  private readonly patience: number;
  private readonly anticipation: Anticipation | undefined;
  private waiting: WaitingRide[] = [];
  private nextRide = 0;
  private nextReposition = 0;

  constructor(
    private readonly city: PlannedCity,
    private readonly policy: DispatchPolicy,
    private readonly rules: DayRules,
  ) {
    this.cars = city.startNodes.map((node, index) => new Car(index, node));
    this.pickups = new PickupTable(city.times, this.cars);
    this.offers = new OfferProcess(rules, new SeededRandom(rules.seed, 'drivers'));
    this.anticipation = chooseAnticipation(city, policy, rules);
    // A driver who answers as late as possible must still arrive in time.
    this.patience = rules.patienceSeconds - longestAnswerSeconds(rules);
  }

  run(): DayRecord {
    const { rides } = this.city;
    for (let at = 0; ; at = this.nextWindow(at)) {
      this.processAnswers(at);
      this.admitRequests(at);
      this.dropImpatient(at);
      this.decideWindow(at);
      this.reposition(at);
      this.log.sampleFleet(at, this.cars);
      if (this.nextRide === rides.length && this.waiting.length === 0) break;
    }
    return this.log.toRecord(this.policy.name, this.offers.counts);
  }

  /** Short gaps between requests are simulated window by window, long ones are skipped. */
  private nextWindow(at: number): number {
    const { windowSeconds } = this.rules;
    const next = this.city.rides[this.nextRide]?.departureSeconds ?? at;
    const isQuiet = this.waiting.length === 0 && next - at > SKIPPED_GAP_SECONDS;
    return isQuiet ? Math.ceil(next / windowSeconds) * windowSeconds : at + windowSeconds;
  }

  private admitRequests(at: number): void {
    for (;;) {
      const plan = this.city.rides[this.nextRide];
      if (!plan || plan.departureSeconds > at) return;
      this.nextRide += 1;
      const { departureSeconds: atSeconds, pickupNode } = plan;
      this.anticipation?.observe({ atSeconds, pickupNode });
      this.waiting.push(new WaitingRide(plan));
    }
  }

  private dropImpatient(at: number): void {
    this.waiting = this.waiting.filter((ride) => {
      const { plan, openOffers } = ride;
      const atSeconds = plan.departureSeconds + this.rules.patienceSeconds;
      if (atSeconds >= at || openOffers > 0) return true;
      this.log.recordOutcome(plan.index, { status: 'lost', atSeconds });
      this.pickups.remove(ride);
      return false;
    });
  }

  private decideWindow(at: number): void {
    const rides = this.waiting.filter(({ openOffers }) => openOffers === 0);
    if (rides.length === 0) return;
    for (const ride of rides) if (ride.readmit(at)) this.pickups.remove(ride);
    const cars = this.cars.filter((car) => car.isAvailable(at, this.policy.lookaheadSeconds));
    // Most windows of a rush hour have no idle car, so there is no pair to decide about.
    if (cars.every(({ busySeconds }) => busySeconds > 0)) {
      this.log.recordWindow(rides.length, 0);
      return;
    }
    const batch = this.pickups.createBatch({ at, rides, cars, patienceSeconds: this.patience });
    // The batch may be sorted in another order than its input, so ids identify rides and cars.
    const asked = new Set<number>();
    for (const { request, driver } of this.policy.decide(batch)) {
      asked.add(request);
      const { tripId } = batch.requests[request]!;
      const ride = rides.find(({ plan }) => plan.tripId === tripId)!;
      this.offers.makeOffer(ride, this.cars[Number(batch.drivers[driver]!.driverId)]!, at);
    }
    this.log.recordWindow(rides.length, asked.size);
    this.processAnswers(at);
  }

  private processAnswers(at: number): void {
    const served = new Set<WaitingRide>();
    for (let offer = this.offers.takeAnswer(at); offer; offer = this.offers.takeAnswer(at)) {
      // The ride is served, or the car is excluded; the row is outdated in both cases.
      this.pickups.remove(offer.ride);
      if (offer.answer !== 'accepted') continue;
      this.offers.withdraw(offer.ride);
      this.startRide(offer.ride.plan, offer.car, offer.answeredAt);
      served.add(offer.ride);
    }
    if (served.size > 0) this.waiting = this.waiting.filter((ride) => !served.has(ride));
  }

  private startRide(plan: PlannedRide, car: Car, assignedSeconds: number): void {
    const toPickup = this.city.times.getRow(plan.pickupNode);
    const pickedUpSeconds = assignedSeconds + toPickup.seconds[car.node]!;
    const droppedOffSeconds = pickedUpSeconds + plan.tripSeconds;
    this.log.recordOutcome(plan.index, {
      status: 'served',
      vehicle: car.index,
      assignedSeconds,
      pickedUpSeconds,
      droppedOffSeconds,
      pickupMeters: toPickup.meters[car.node]!,
      tripMeters: plan.tripMeters,
    });
    car.serve(pickedUpSeconds, { node: plan.dropoffNode, arrivesAt: droppedOffSeconds });
  }

  /** Cars drive one leg per period, so that they can be assigned a rider in between. */
  private reposition(at: number): void {
    const { anticipation } = this;
    if (!anticipation || at < this.nextReposition) return;
    const { windowSeconds } = this.rules;
    const period = Math.ceil(anticipation.intervalSeconds / windowSeconds) * windowSeconds;
    this.nextReposition = at + period;
    const drivers = this.cars.filter((car) => car.isAvailable(at, Infinity));
    for (const { driver, towardsNode } of anticipation.reposition({ atSeconds: at, drivers })) {
      const car = drivers[driver]!;
      const leg = { from: car.node, to: towardsNode, seconds: period * DRIVING_SHARE };
      const stop = advanceAlongRoute(this.city.times, leg);
      this.log.recordReposition(stop);
      car.reposition({ node: stop.node, arrivesAt: at + stop.seconds });
    }
  }
}
