import { expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { TimeHistogram } from './time-histogram.js';

it("a time histogram renders the same text as prom-client's", async () => {
  const registry = new Registry();
  const expected = new Histogram({
    name: 'delay_seconds',
    help: 'A delay',
    buckets: [0.001, 0.01, 0.1],
    registers: [registry],
  });
  const histogram = new TimeHistogram('delay_seconds', 'A delay', [0.001, 0.01, 0.1]);
  for (const seconds of [0, 0.001, 0.0011, 0.05, 0.1, 0.2, 5]) {
    expected.observe(seconds);
    histogram.observe(seconds);
  }
  const sorted = (text: string): string[] => text.trim().split('\n').sort();
  expect(sorted(histogram.render())).toEqual(sorted(await registry.metrics()));
});
