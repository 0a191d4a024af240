import { createAnticipation, type Anticipation, type DispatchPolicy } from '#dispatch';
import { advanceAlongRoute, type Stop } from '#geo';
import { SeededRandom } from '../random/seeded-random.js';
import { FleetEnergy } from './charging/fleet-energy.js';
import { DayLog } from './day-log.js';
import type { DayRecord, DayRules } from './day-record.js';
import { DutyRoster } from './duty/duty-roster.js';
import type { DayFleet, FleetBatch, FleetCar, WindowRides } from './fleet/day-fleet.js';
import type { FleetParts } from './fleet/fleet-parts.js';
import { SoloFleet } from './fleet/solo-fleet.js';
import { OfferProcess, longestAnswerSeconds } from './offer-process.js';
import type { PlannedCity } from './planned-city.js';
import { PooledFleet } from './pooling/pooled-fleet.js';
import { drawPatience } from './rider-cancellation.js';
import { TravelClock } from './travel-clock.js';
import { WaitingRide } from './waiting-ride.js';

/** After so long without a request no car is still on its way, so the gap can be skipped. */
const SKIPPED_GAP_SECONDS = 6 * 3600;
/** A repositioned car drives for this share of the period, so that it arrives before the next one. */
const DRIVING_SHARE = 2 / 3;
/** A car gets at most so many riders in one window, each by a decision of its own. */
const MOST_ROUNDS = 8;

/**
 * Simulates a day in virtual time. In each window the policy decides about the waiting riders and
 * the cars. An accepted ride takes the travel time to the pickup and that of the ride; then the
 * car is free at the drop-off. With pooling a car may take further riders on the way. Otherwise
 * only repositioning and charging move a car. A rider who is not picked up within the patience is
 * lost, and so is one who cancels before.
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
  { times, history }: PlannedCity,
  policy: DispatchPolicy,
  { reposition }: DayRules,
): Anticipation | undefined {
  if (reposition === false) return undefined;
  if (!policy.anticipation && !reposition) return undefined;
  const ofPolicy = history ? undefined : policy.anticipation;
  return ofPolicy ?? createAnticipation(times, history);
}

function createFleet(parts: FleetParts, { pooling, patienceSeconds }: DayRules): DayFleet {
  return pooling ? new PooledFleet({ ...parts, pooling, patienceSeconds }) : new SoloFleet(parts);
}

class DaySimulation {
  private readonly log: DayLog;
  private readonly offers: OfferProcess;
  private readonly clock: TravelClock;
  private readonly duty: DutyRoster;
  private readonly energy: FleetEnergy | undefined;
  private readonly fleet: DayFleet;
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
    this.log = new DayLog(city.startNodes.length);
    this.clock = new TravelClock(rules.speedByHour);
    this.duty = new DutyRoster(city, rules);
    const { clock, log, duty } = this;
    this.energy = rules.charging && new FleetEnergy(city, clock, rules.charging);
    const { energy } = this;
    const { boardingSeconds = 0 } = rules;
    this.fleet = createFleet({ city, clock, log, duty, energy, boardingSeconds }, rules);
    this.offers = new OfferProcess(rules, new SeededRandom(rules.seed, 'drivers'));
    this.anticipation = chooseAnticipation(city, policy, rules);
    // A driver who answers as late as possible must still arrive in time.
    this.patience = rules.patienceSeconds - longestAnswerSeconds(rules);
  }

  run(): DayRecord {
    const { rides } = this.city;
    for (let at = 0; ; at = this.nextWindow(at)) {
      this.processAnswers(at);
      this.fleet.advance(at);
      this.changeDuty(at);
      this.sendToCharge(at);
      this.admitRequests(at);
      this.dropImpatient(at);
      this.decideWindow(at);
      this.reposition(at);
      this.log.sampleFleet(at, () => this.fleet.cars.map((car) => this.stateOf(car, at)));
      if (this.nextRide === rides.length && this.waiting.length === 0) break;
    }
    this.fleet.finish();
    return this.log.toRecord({
      policy: this.policy.name,
      offers: this.offers.counts,
      duty: this.duty.listSpans(),
      charge: this.measureCharge(),
    });
  }

  private stateOf(car: FleetCar, at: number): ReturnType<FleetCar['stateAt']> | 'offDuty' {
    return this.duty.isOnDuty(car.index) ? car.stateAt(at) : 'offDuty';
  }

  /** A car uses no energy off duty. */
  private changeDuty(at: number): void {
    for (const { index } of this.duty.advance(at, this.fleet.cars)) {
      if (this.duty.isOnDuty(index)) continue;
      this.energy?.batteryOf(index)?.rest(at, this.duty.returnOf(index));
    }
  }

  private sendToCharge(at: number): void {
    const { energy, city } = this;
    if (!energy) return;
    for (const car of this.fleet.cars) {
      if (car.freeAt > at || car.isOffered || !this.duty.isOnDuty(car.index)) continue;
      const plan = energy.sendToCharge(car, at);
      if (!plan) continue;
      const { station, kind, slot, arrivesAt, meters } = plan.offer;
      const { node } = city.stations![station]!;
      this.log.recordReposition({ meters, seconds: arrivesAt - at });
      const times = { fromSeconds: slot.from, untilSeconds: slot.to };
      const charger = { station, kind, charger: slot.charger, driveMeters: meters };
      const charge = { ...charger, ...times, kwh: plan.kwh };
      this.log.recordStop(car.index, { kind: 'charge', atSeconds: arrivesAt, node, charge });
      this.fleet.charge(car, { node, until: slot.to });
    }
  }

  private measureCharge(): DayRecord['charge'] {
    const { energy, fleet, log } = this;
    const meanSoc = energy?.meanSoc(log.endsAt);
    if (!energy || meanSoc === undefined) return undefined;
    return { meanSoc, stranded: energy.countStranded(fleet.cars, log.endsAt) };
  }

  /**
   * Short gaps between requests are simulated window by window, long ones are skipped. Windows and
   * plans of repositioning are at multiples of their periods, whether a gap was skipped or not.
   */
  private nextWindow(at: number): number {
    const { repositionPeriod: step } = this;
    const next = this.city.rides[this.nextRide]?.departureSeconds ?? at;
    // A standing car uses energy, so its charge is watched in every window.
    const isSkippable = this.waiting.length === 0 && !this.energy;
    const isQuiet = isSkippable && next - at > SKIPPED_GAP_SECONDS;
    return isQuiet ? Math.floor(next / step) * step : at + this.rules.windowSeconds;
  }

  /** A whole number of windows. */
  private get repositionPeriod(): number {
    const { windowSeconds } = this.rules;
    const interval = this.anticipation?.intervalSeconds ?? windowSeconds;
    return Math.ceil(interval / windowSeconds) * windowSeconds;
  }

  private admitRequests(at: number): void {
    for (;;) {
      const plan = this.city.rides[this.nextRide];
      if (!plan || plan.departureSeconds > at) return;
      this.nextRide += 1;
      const { departureSeconds: atSeconds, pickupNode } = plan;
      this.anticipation?.observe({ atSeconds, pickupNode });
      const { cancelAfter, seed } = this.rules;
      const patience = drawPatience(cancelAfter, { seed, requestId: plan.requestId });
      this.waiting.push(new WaitingRide(plan, atSeconds + patience));
    }
  }

  private dropImpatient(at: number): void {
    this.waiting = this.waiting.filter((ride) => {
      const { plan, openOffers, cancelsAt } = ride;
      const givenUpAt = plan.departureSeconds + this.rules.patienceSeconds;
      const hasCancelled = cancelsAt <= givenUpAt && cancelsAt < at;
      if (!hasCancelled && (givenUpAt >= at || openOffers > 0)) return true;
      this.log.recordOutcome(plan.index, {
        status: 'lost',
        atSeconds: hasCancelled ? cancelsAt : givenUpAt,
        ...(hasCancelled ? { cancelled: 'waiting' } : {}),
      });
      this.offers.withdraw(ride);
      this.fleet.forget(ride);
      return false;
    });
  }

  private decideWindow(at: number): void {
    const rides = this.waiting.filter(({ openOffers }) => openOffers === 0);
    if (rides.length === 0) return;
    for (const ride of rides) if (ride.readmit(at)) this.fleet.forget(ride);
    const paired = new Set<WaitingRide>();
    let batch = this.fleet.createBatch(this.windowOf(at, rides));
    for (let round = 0; batch && round < MOST_ROUNDS; round++) {
      for (const ride of this.makeOffers(at, rides, batch)) paired.add(ride);
      this.processAnswers(at);
      const left = rides.filter((ride) => !paired.has(ride));
      batch = this.fleet.createNextBatch(this.windowOf(at, left));
    }
    this.log.recordWindow(rides.length, paired.size);
  }

  private windowOf(at: number, rides: readonly WaitingRide[]): WindowRides {
    const { patience: patienceSeconds } = this;
    return { at, rides, lookaheadSeconds: this.policy.lookaheadSeconds, patienceSeconds };
  }

  private makeOffers(at: number, rides: readonly WaitingRide[], { batch, cars }: FleetBatch) {
    const asked = new Set<WaitingRide>();
    // The batch may be sorted in another order than its input, so ids identify rides and cars.
    for (const { request, driver } of this.policy.decide(batch)) {
      const { tripId } = batch.requests[request]!;
      const ride = rides.find(({ plan }) => plan.tripId === tripId)!;
      asked.add(ride);
      const car = cars.get(batch.drivers[driver]!.driverId)!;
      const drive = () => this.fleet.pickupDrive(ride, car, at);
      this.offers.makeOffer({ ride, car, drive }, at);
    }
    return [...asked];
  }

  private processAnswers(at: number): void {
    const served = new Set<WaitingRide>();
    for (let offer = this.offers.takeAnswer(at); offer; offer = this.offers.takeAnswer(at)) {
      const { ride, car, answer, answeredAt } = offer;
      // An answer may come after the rider has cancelled.
      const isTaken = answer === 'accepted' && answeredAt <= ride.cancelsAt;
      const isServed = isTaken && this.fleet.assign(ride, car, answeredAt);
      // The ride is served, or the car is excluded; what is kept about it is outdated in both cases.
      this.fleet.forget(ride);
      if (!isServed) continue;
      this.offers.withdraw(ride);
      served.add(ride);
    }
    if (served.size > 0) this.waiting = this.waiting.filter((ride) => !served.has(ride));
  }

  /** Cars drive one leg per period, so that they can be assigned a rider in between. */
  private reposition(at: number): void {
    const { anticipation } = this;
    if (!anticipation || at < this.nextReposition) return;
    const period = this.repositionPeriod;
    this.nextReposition = at - (at % period) + period;
    const drivers = this.fleet.listMembers(at);
    const seconds = this.clock.drivingSeconds(at, at + period * DRIVING_SHARE);
    for (const { driver, towardsNode } of anticipation.reposition({ atSeconds: at, drivers })) {
      const car = drivers[driver]!;
      const leg = { from: car.node, to: towardsNode, seconds };
      const stop = advanceAlongRoute(this.city.times, leg);
      if (this.canDrive(car, stop, at)) this.fleet.reposition(car, { stop, at });
    }
  }

  /** Whether a car keeps enough charge for the way to a station. */
  private canDrive({ index }: FleetCar, { node, meters }: Stop, at: number): boolean {
    const { energy } = this;
    return !energy || meters + energy.metersToStation(node) <= energy.rangeAt(index, at);
  }
}
