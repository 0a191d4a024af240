import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Upper bounds in seconds. A small city takes a millisecond, a fleet of 5,000 some ten. */
const PLAN_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Registers the metrics of the suggestions to drive to a place without a rider. */
export const repositionMetrics = (registry: Registry) => ({
  suggestions: new Counter({
    name: 'tripstream_reposition_total',
    help: 'Suggestions to drive to a place without a rider: created, accepted, or why they ended',
    labelNames: ['outcome'],
    registers: [registry],
  }),
  /** The planner keeps the process of the active engine from other work. */
  planSeconds: new Histogram({
    name: 'tripstream_reposition_plan_seconds',
    help: 'Of a look at the idle drivers: forecast and plan alone, without the database',
    buckets: PLAN_BUCKETS,
    registers: [registry],
  }),
  queued: new Gauge({
    name: 'tripstream_reposition_queued',
    help: 'Planned suggestions that the next rounds of the active engine write',
    registers: [registry],
  }),
});
