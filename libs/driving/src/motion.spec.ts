import { describe, expect, it } from '@jest/globals';
import { generateGrid, greatCircleMeters } from '#geo';
import { until } from '#testing';
import { SimulatedClock } from './simulated-clock.js';
import { Motion } from './motion.js';

describe('Motion', () => {
  const network = generateGrid({ rows: 4, columns: 4 });
  const from = network.position(0);
  const to = network.position(15);
  const forever = new AbortController().signal;

  const car = (speed = 2_000): Motion => {
    const clock = new SimulatedClock(speed);
    clock.start(0, 0);
    return new Motion(network, clock, from);
  };

  it('a car that has arrived stands at its destination', async () => {
    const motion = car();
    const driving = motion.drive(to, forever);
    expect(motion.isMoving).toBe(true);
    expect(await driving).toBe(true);
    expect(motion.location.position).toEqual(to);
    expect(motion.isMoving).toBe(false);
  });

  it('a car stays where it was stopped', async () => {
    // At real speed the drive takes minutes, so it cannot end before the car is stopped.
    const motion = car(1);
    const off = new AbortController();
    const driving = motion.drive(to, off.signal);
    await until('it has left', () => greatCircleMeters(motion.location.position, from) > 0);
    off.abort();
    expect(await driving).toBe(false);
    const { position } = motion.location;
    expect(greatCircleMeters(position, from)).toBeGreaterThan(0);
    expect(greatCircleMeters(position, to)).toBeGreaterThan(0);
    expect(motion.location.position).toEqual(position);
  });

  it('a car with a speed of its own takes the length of its route at that speed', async () => {
    const clock = new SimulatedClock(2_000);
    clock.start(0, 0);
    const motion = new Motion(network, clock, from, { speedMps: 5 });
    const driving = motion.drive(to, forever);
    expect(motion.speedMps).toBeCloseTo(5, 6);
    expect(motion.routeSeconds).toBeGreaterThan(greatCircleMeters(from, to) / 5);
    expect(await driving).toBe(true);
    expect(motion.location.position).toEqual(to);
  });
});
