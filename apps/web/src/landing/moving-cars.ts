import type { MiniCars } from './city-data.js';

/** A car as it is drawn now. */
export interface DrawnCar {
  lat: number;
  lng: number;
  isTaken: boolean;
}

interface MovingCar {
  from: DrawnCar;
  to: DrawnCar;
}

/** A car that is farther away than this has not driven there between two reports. */
const LONGEST_MOVE_DEGREES = 0.01;

/** Moves each car from its last known place to the new one, in the time between two reports. */
export class MovingCars {
  private readonly cars = new Map<string, MovingCar>();
  private updatedAt = 0;

  /** @param periodMs the time between two reports */
  constructor(private readonly periodMs: number) {}

  update({ cars }: MiniCars, now: number): void {
    const before = new Map(cars.map(({ key }) => [key, this.drawnAt(key, now)]));
    this.cars.clear();
    for (const { key, lat, lng, isTaken } of cars) {
      const to = { lat, lng, isTaken };
      const from = before.get(key);
      this.cars.set(key, { from: from && isNear(from, to) ? from : to, to });
    }
    this.updatedAt = now;
  }

  /** Where the cars are at this time of `performance.now()`. */
  at(now: number): DrawnCar[] {
    return [...this.cars.keys()].flatMap((key) => this.drawnAt(key, now) ?? []);
  }

  private drawnAt(key: string, now: number): DrawnCar | undefined {
    const car = this.cars.get(key);
    if (!car) return undefined;
    const { from, to } = car;
    const share = Math.min(1, Math.max(0, (now - this.updatedAt) / this.periodMs));
    return {
      lat: from.lat + (to.lat - from.lat) * share,
      lng: from.lng + (to.lng - from.lng) * share,
      isTaken: to.isTaken,
    };
  }
}

const isNear = (a: DrawnCar, b: DrawnCar): boolean =>
  Math.hypot(a.lat - b.lat, a.lng - b.lng) < LONGEST_MOVE_DEGREES;
