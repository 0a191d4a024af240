import { SeededRandom } from '../../random/seeded-random.js';
import type { DayRules } from '../day-record.js';
import type { PlannedCity } from '../planned-city.js';
import { CarDuty, type DutySpan } from './car-duty.js';
import { assignShifts } from './duty-rules.js';

/** What the roster has to know about a car. */
interface RosteredCar {
  readonly index: number;
  /** Time at which the car is free, in seconds since midnight of the first day. */
  readonly freeAt: number;
  readonly isOffered: boolean;
}

/** Share of the time between two breaks after which the first one is due, at least. */
const LEAST_FIRST_BREAK = 0.5;

/** Which cars are on duty. Without shifts and breaks all cars are, all the time. */
export class DutyRoster {
  private readonly duties: readonly CarDuty[] | undefined;

  constructor({ startNodes, cars }: PlannedCity, { shifts, breaks, seed }: DayRules) {
    const assigned = shifts ? assignShifts(shifts, startNodes.length) : [];
    const shiftOf = startNodes.map((_, car) => cars?.[car]?.shift ?? assigned[car]);
    if (!breaks && shiftOf.every((shift) => shift === undefined)) return;
    this.duties = shiftOf.map((shift, car) => {
      const random = new SeededRandom(seed, `break ${car}`);
      const firstBreakShare = random.between(LEAST_FIRST_BREAK, 1);
      return new CarDuty({ shift, breaks, firstBreakShare });
    });
  }

  /** Lets cars go off duty and come back until `at`. @returns the cars for which that changed */
  advance<T extends RosteredCar>(at: number, cars: readonly T[]): T[] {
    const { duties } = this;
    if (!duties) return [];
    return cars.filter(({ index, freeAt, isOffered }) =>
      duties[index]!.advance(at, isOffered ? Infinity : freeAt),
    );
  }

  isOnDuty(car: number): boolean {
    return this.duties?.[car]!.isOn ?? true;
  }

  /** Whether a car may begin something at `at`: it is on duty, and no end of it is due by then. */
  canBegin(car: number, at: number): boolean {
    const duty = this.duties?.[car];
    return !duty || (duty.isOn && duty.dueAt > at);
  }

  /** The time at which a car off duty returns. */
  returnOf(car: number): number {
    return this.duties?.[car]!.returnsAt ?? 0;
  }

  /** The times on duty by car; undefined when all cars are on duty all the time. */
  listSpans(): readonly (readonly DutySpan[])[] | undefined {
    return this.duties?.map((duty) => duty.listSpans());
  }
}
