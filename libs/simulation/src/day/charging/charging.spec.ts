import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_VEHICLE_TYPES } from '#scenario';
import { CarBattery } from './car-battery.js';
import { ChargeDuration } from './charge-duration.js';
import { ChargerRow } from './charger-row.js';

const leaf = BUILT_IN_VEHICLE_TYPES[0]!.battery!;
const MINUTE = 60;

describe('ChargeDuration', () => {
  it('a weak charger gives its power at every state of charge', () => {
    const slow = new ChargeDuration(leaf, 7.2);
    // 25 kWh at 7.2 kW.
    expect(slow.between(0.25, 0.75) / MINUTE).toBeCloseTo((25 / 7.2) * 60, 1);
    expect(slow.between(0.8, 0.2)).toBe(0);
  });

  it('a strong one follows the curve, so that the last part takes longest', () => {
    const fast = new ChargeDuration(leaf, 50);
    const minutes = (from: number, to: number) => fast.between(from, to) / MINUTE;
    // From 20 to 60 % at about 45 kW.
    expect(minutes(0.2, 0.6)).toBeGreaterThan((20 / 50) * 60);
    expect(minutes(0.2, 0.6)).toBeLessThan((20 / 40) * 60);
    expect(minutes(0.6, 0.8)).toBeGreaterThan(minutes(0.2, 0.4));
    expect(minutes(0.1, 0.5) + minutes(0.5, 0.8)).toBeCloseTo(minutes(0.1, 0.8), 6);
  });
});

describe('CarBattery', () => {
  it('a drive takes energy by its length, and a standing car by time', () => {
    const battery = new CarBattery(leaf, 0.5);
    battery.drive(1_000, { meters: 16_093.44, freeAt: 2_000 });
    // 1,000 s at 0.8 kW and ten miles of 225 Wh.
    const left = 25 - 0.8 / 3.6 - 2.25;
    expect(battery.kwhAt(2_000)).toBeCloseTo(left, 6);
    expect(battery.kwhAt(1_500)).toBeCloseTo(left, 6);
    expect(battery.kwhAt(2_000 + 3_600)).toBeCloseTo(left - 0.8, 6);
    battery.rest(2_000, 50_000);
    expect(battery.kwhAt(50_000)).toBeCloseTo(left, 6);
    expect(battery.charge(0.8, 60_000)).toBeCloseTo(40 - left, 6);
  });
});

describe('ChargerRow', () => {
  it('cars queue for the first charger that is free, and fit into gaps before cars from far', () => {
    const row = new ChargerRow(1);
    row.reserve(row.findSlot(600, 300), 0);
    expect(row.findSlot(0, 600)).toEqual({ charger: 0, from: 0, to: 600 });
    expect(row.findSlot(0, 601)).toEqual({ charger: 0, from: 900, to: 1_501 });
    expect(row.findSlot(700, 10)).toEqual({ charger: 0, from: 900, to: 910 });
    const two = new ChargerRow(2);
    two.reserve(two.findSlot(0, 600), 0);
    expect(two.findSlot(0, 600).charger).toBe(1);
  });
});
