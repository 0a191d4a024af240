import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DemandForecast } from './demand-forecast.js';

describe('DemandForecast', () => {
  it('the forecast of steady demand equals that demand from the first minutes on', () => {
    for (const minutes of [5, 30, 300]) {
      const forecast = new DemandForecast(1);
      for (let second = 0; second < minutes * 60; second += 6) forecast.observe(0, second);
      const [expected] = forecast.predict(minutes * 60, 600);
      expect(expected! / 100).toBeCloseTo(1, 1);
    }
  });

  it('the forecast follows demand that moves to another zone', () => {
    const forecast = new DemandForecast(2);
    for (let second = 0; second < 7200; second += 6) {
      forecast.observe(second < 3600 ? 0 : 1, second);
    }
    const [before, now] = forecast.predict(7200, 600);
    expect(now!).toBeGreaterThan(95);
    expect(before!).toBeLessThan(5);
  });

  it('the forecast is proportional to the period and never negative', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { minLength: 1 }), fc.nat(900), (times, ahead) => {
        const forecast = new DemandForecast(1);
        const sorted = times.sort((a, b) => a - b);
        for (const at of sorted) forecast.observe(0, at);
        const [once] = forecast.predict(5000, ahead);
        const [twice] = forecast.predict(5000, ahead * 2);
        expect(once).toBeGreaterThanOrEqual(0);
        expect(twice).toBeCloseTo(once! * 2, 6);
      }),
    );
  });

  it('a forecast without requests is zero in every zone', () => {
    expect([...new DemandForecast(3).predict(1000, 600)]).toEqual([0, 0, 0]);
  });
});
