import { describe, expect, it } from '@jest/globals';
import { MovingCars } from './moving-cars.js';

const report = (lng: number, key = 'a') => ({
  online: 1,
  cars: [{ key, lat: 40, lng, headingDegrees: null, isTaken: false }],
});

describe('MovingCars', () => {
  it('a car is half way at half the time, and stays at its place after it', () => {
    const cars = new MovingCars(1000);
    cars.update(report(10), 0);
    cars.update(report(10.004), 1000);
    expect(cars.at(1500)[0]!.lng).toBeCloseTo(10.002, 6);
    expect(cars.at(9000)[0]!.lng).toBe(10.004);
  });

  it('a car that was somewhere else a moment ago does not fly there', () => {
    const cars = new MovingCars(1000);
    cars.update(report(10), 0);
    cars.update(report(11), 1000);
    expect(cars.at(1000)[0]!.lng).toBe(11);
  });

  it('a car that is reported no more is gone', () => {
    const cars = new MovingCars(1000);
    cars.update(report(10), 0);
    cars.update(report(10, 'b'), 1000);
    expect(cars.at(1000)).toHaveLength(1);
  });
});
