import type { PlannedCity } from '../planned-city.js';
import type { TravelClock } from '../travel-clock.js';
import { CarBattery } from './car-battery.js';
import type { ChargingRules } from './charging-rules.js';
import { ChargingNetwork, type ChargeOffer } from './charging-network.js';

/** A car keeps the charge for so many metres beyond the way to the nearest station. */
const RESERVE_METERS = 1_000;

/** A car that needs a charge, and where it gets it. */
export interface ChargePlan {
  readonly offer: ChargeOffer;
  readonly kwh: number;
}

/** A free car. */
export interface StandingCar {
  readonly index: number;
  readonly node: number;
}

/** The batteries of a fleet and where they are charged. A car without a battery has no limit. */
export class FleetEnergy {
  private readonly batteries: readonly (CarBattery | undefined)[];
  private readonly network: ChargingNetwork;

  constructor(
    { cars = [], ...city }: PlannedCity,
    clock: TravelClock,
    private readonly rules: ChargingRules,
  ) {
    this.network = new ChargingNetwork(city, clock);
    this.batteries = cars.map(({ battery, initialSoc }) =>
      battery ? new CarBattery(battery, initialSoc) : undefined,
    );
  }

  batteryOf(car: number): CarBattery | undefined {
    return this.batteries[car];
  }

  /** Metres that a car can drive at `at`, or when it is free. */
  rangeAt(car: number, at: number): number {
    return this.batteries[car]?.rangeAt(at) ?? Infinity;
  }

  /** Whether a car must charge before it takes another rider. */
  isLow(car: number, at: number): boolean {
    const soc = this.batteries[car]?.socAt(at) ?? 1;
    return soc < this.rules.belowSoc;
  }

  /** Metres for which a car that is at a junction needs charge, so that it reaches a station. */
  metersToStation(node: number): number {
    return this.network.metersToStation[node]! + RESERVE_METERS;
  }

  /** Reserves a charger for a free car, if it has to charge and reaches a station. */
  sendToCharge({ index, node }: StandingCar, at: number): ChargePlan | undefined {
    const battery = this.batteries[index];
    if (!battery) return undefined;
    const rangeMeters = battery.rangeAt(at);
    if (!this.isLow(index, at) && rangeMeters > this.metersToStation(node)) return undefined;
    const { toSoc } = this.rules;
    const socAfter = (meters: number): number => battery.socAt(at) - battery.socOf(meters);
    const wish = { battery: battery.type, node, at, rangeMeters, toSoc, socAfter };
    const offer = this.network.findBest(wish);
    if (!offer) return undefined;
    this.network.reserve(offer, at);
    battery.drive(at, { meters: offer.meters, freeAt: offer.arrivesAt });
    return { offer, kwh: battery.charge(toSoc, offer.slot.to) };
  }

  /** Cars that can reach no station with what they have. */
  countStranded(cars: readonly StandingCar[], at: number): number {
    return cars.filter(
      ({ index, node }) => this.rangeAt(index, at) < this.network.metersToStation[node]!,
    ).length;
  }

  /** Mean state of charge of the cars with a battery at `at`; undefined without one. */
  meanSoc(at: number): number | undefined {
    const socs = this.batteries.flatMap((battery) => (battery ? [battery.socAt(at)] : []));
    return socs.length === 0 ? undefined : socs.reduce((sum, soc) => sum + soc, 0) / socs.length;
  }
}
