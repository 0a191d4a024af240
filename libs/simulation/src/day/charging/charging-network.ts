import type { BatteryType } from '#scenario';
import type { PlannedCity, PlannedStation } from '../planned-city.js';
import type { TravelClock } from '../travel-clock.js';
import { ChargeDuration } from './charge-duration.js';
import { ChargerRow, type ChargerSlot } from './charger-row.js';

/** A charging that a car may reserve. */
export interface ChargeOffer {
  /** Index of the station, and of the kind of chargers there. */
  readonly station: number;
  readonly kind: number;
  readonly slot: ChargerSlot;
  readonly arrivesAt: number;
  /** Metres of the drive to the station. */
  readonly meters: number;
}

/** What a car that has to charge asks for. */
export interface ChargeWish {
  readonly battery: BatteryType;
  readonly node: number;
  readonly at: number;
  /** Metres that the car can drive. */
  readonly rangeMeters: number;
  readonly toSoc: number;
  /** The state of charge after a drive of so many metres. */
  readonly socAfter: (meters: number) => number;
}

/** The chargers of a city, with who has reserved them. */
export class ChargingNetwork {
  private readonly rows: readonly (readonly ChargerRow[])[];
  private readonly durations = new Map<BatteryType, Map<number, ChargeDuration>>();
  private readonly stations: readonly PlannedStation[];
  /** By junction: metres to the nearest station; Infinity where none can be reached. */
  readonly metersToStation: Float32Array;

  constructor(
    private readonly city: PlannedCity,
    private readonly clock: TravelClock,
  ) {
    const { stations = [], times } = city;
    this.stations = stations;
    this.rows = stations.map(({ chargers }) => chargers.map(({ count }) => new ChargerRow(count)));
    this.metersToStation = new Float32Array(times.network.nodeCount).fill(Infinity);
    for (const { node } of stations) {
      const { meters } = times.getRow(node);
      for (let from = 0; from < meters.length; from++) {
        if (meters[from]! < this.metersToStation[from]!) this.metersToStation[from] = meters[from]!;
      }
    }
  }

  /**
   * Finds where a car has its charge first, with the drive and the queue.
   *
   * @returns undefined when the car reaches no station
   */
  findBest(wish: ChargeWish): ChargeOffer | undefined {
    let best: ChargeOffer | undefined;
    this.stations.forEach(({ node, chargers }, station) => {
      const row = this.city.times.getRow(node);
      const meters = row.meters[wish.node]!;
      if (!(meters <= wish.rangeMeters)) return;
      const arrivesAt = this.clock.arrive(wish.at, row.seconds[wish.node]!);
      const soc = wish.socAfter(meters);
      chargers.forEach(({ kilowatts }, kind) => {
        const seconds = this.durationOf(wish.battery, kilowatts).between(soc, wish.toSoc);
        const slot = this.rows[station]![kind]!.findSlot(arrivesAt, seconds);
        if (best && slot.to >= best.slot.to) return;
        best = { station, kind, slot, arrivesAt, meters };
      });
    });
    return best;
  }

  reserve({ station, kind, slot }: ChargeOffer, now: number): void {
    this.rows[station]![kind]!.reserve(slot, now);
  }

  private durationOf(battery: BatteryType, kilowatts: number): ChargeDuration {
    const ofBattery = this.durations.get(battery) ?? new Map<number, ChargeDuration>();
    this.durations.set(battery, ofBattery);
    const known = ofBattery.get(kilowatts) ?? new ChargeDuration(battery, kilowatts);
    ofBattery.set(kilowatts, known);
    return known;
  }
}
