import { describe, expect, it } from '@jest/globals';
import { Latencies } from './latencies.js';

function latenciesOf(...values: number[]): Latencies {
  const latencies = new Latencies();
  for (const value of values) latencies.add(value);
  return latencies;
}

describe('Latencies', () => {
  it('the last latency and the median are undefined before the first event', () => {
    const { last, median } = latenciesOf();
    expect([last, median]).toEqual([undefined, undefined]);
  });

  it('the median does not depend on the order in which the latencies came', () => {
    expect(latenciesOf(900, 10, 20).median).toBe(20);
    expect(latenciesOf(900, 10, 20, 30).median).toBe(20);
    expect(latenciesOf(900, 10, 20).last).toBe(20);
  });

  it('a latency below zero counts as zero, because only the clocks can differ', () => {
    expect(latenciesOf(-3).last).toBe(0);
  });

  it('the oldest of very many latencies are forgotten', () => {
    const latencies = latenciesOf(...Array.from({ length: 200 }, () => 1_000));
    for (let at = 0; at < 200; at++) latencies.add(5);
    expect(latencies.median).toBe(5);
  });
});
