import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { RequestDurations, type AnsweredRequest } from './request-durations.js';

const NAME = 'request_seconds';
const HELP = 'Duration of requests';
const BOUNDS = [0.001, 0.01, 0.1];

/** Durations on a bound, between bounds and above the last one. */
const SECONDS = [0, 0.001, 0.0011, 0.05, 0.1, 0.2, 5];

const REQUESTS: AnsweredRequest[] = [
  { method: 'POST', route: '/v1/drivers/me/locations', status: 204 },
  { method: 'POST', route: '/v1/drivers/me/locations', status: 401 },
  { method: 'GET', route: '/v1/trips/:id', status: 200 },
  { method: 'GET', route: 'a "quoted" \\ route', status: 200 },
];

describe('RequestDurations', () => {
  it("renders the same text as prom-client's histogram", async () => {
    const registry = new Registry();
    const expected = new Histogram({
      name: NAME,
      help: HELP,
      labelNames: ['method', 'route', 'status'],
      buckets: BOUNDS,
      registers: [registry],
    });
    const durations = new RequestDurations(NAME, HELP, BOUNDS);
    for (const seconds of SECONDS) {
      for (const request of REQUESTS) {
        expected.observe({ ...request }, seconds);
        durations.observe(request, seconds);
      }
    }
    const sorted = (text: string): string[] => text.trim().split('\n').sort();
    expect(sorted(durations.render())).toEqual(sorted(await registry.metrics()));
  });

  it('renders its name and its type before the first request', () => {
    const text = new RequestDurations(NAME, HELP, BOUNDS).render();
    expect(text).toBe(`# HELP ${NAME} ${HELP}\n# TYPE ${NAME} histogram\n`);
  });
});
